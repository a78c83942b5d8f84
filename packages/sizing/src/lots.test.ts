import { instrument } from '@tradewright/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundToLots } from './lots.ts';
import { refused } from './sizing.fixture.ts';

const lots = (lotSize: number, minNotional = 0): ReturnType<typeof instrument> => instrument('X', { tickSize: 1, lotSize, minNotional });

describe('rounding to lots', () => {
  it.each([
    [1.999, 1, 1],
    [0.0019, 0.001, 0.001],
    [0.0009, 0.001, 0],
    [0.3, 0.1, 0.3],
    [17, 5, 15],
    // One bit below 0.8 is below 0.8.
    [0.7 + 0.1, 0.1, 0.7],
    [1e12, 1e-8, 1e12],
    [0, 1, 0],
    // Finer than 15 decimals cannot be written.
    [6e-16, 1e-30, 0],
  ])('%s in lots of %s is %s', (quantity, lot, expected) => {
    expect(roundToLots(quantity, 100, lots(lot))).toBe(expected);
  });

  it('gives nothing below the minimum notional', () => {
    expect(roundToLots(0.199, 100, lots(0.1, 10))).toBe(0.1);
    expect(roundToLots(0.199, 100, lots(0.1, 10.01))).toBe(0);
  });

  it.each([
    ['sizing/limits', () => roundToLots(-1, 100, lots(1))],
    ['sizing/limits', () => roundToLots(NaN, 100, lots(1))],
    ['sizing/price', () => roundToLots(1, 0, lots(1))],
    ['instrument/invalid', () => roundToLots(1, 1, { ...lots(1), lotSize: 0 })],
  ])('refuses with %s', (code, round) => {
    expect(round).toThrow(refused(code));
  });

  const lot = fc.constantFrom(1e-8, 0.00001, 0.001, 0.1, 0.25, 1, 5, 100, 1 / 3);

  it('never rounds up, not by one bit, and loses at most a lot', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), lot, (quantity, size) => {
      const rounded = roundToLots(quantity, 1, lots(size));
      expect(rounded).toBeLessThanOrEqual(quantity);
      expect(quantity - rounded).toBeLessThanOrEqual(size * (1 + 1e-6));
    }), { numRuns: 5000 });
  });

  it('never rounds up near a multiple either', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), lot, fc.integer({ min: -8, max: 8 }), (count, size, bits) => {
      const quantity = count * size * (1 + bits * Number.EPSILON);
      expect(roundToLots(quantity, 1, lots(size))).toBeLessThanOrEqual(quantity);
    }), { numRuns: 5000 });
  });

  it('leaves whole lots as they are', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), fc.constantFrom(1, 5, 100), (count, size) => {
      expect(roundToLots(count * size, 1, lots(size))).toBe(count * size);
    }));
  });
});
