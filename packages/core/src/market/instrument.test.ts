import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalsOf, instrument, meetsNotional, roundPrice, roundQuantity } from './instrument.ts';

const lots = (lotSize: number): ReturnType<typeof instrument> => instrument('X', { tickSize: 1, lotSize });
const ticks = (tickSize: number): ReturnType<typeof instrument> => instrument('X', { tickSize, lotSize: 1 });

describe('an instrument', () => {
  it('asks for no minimum notional unless told', () => {
    expect(instrument('X', { tickSize: 0.1, lotSize: 0.001 })).toEqual({ symbol: 'X', tickSize: 0.1, lotSize: 0.001, minNotional: 0 });
  });

  it.each([
    ['tickSize', { tickSize: 0, lotSize: 1 }],
    ['tickSize', { tickSize: NaN, lotSize: 1 }],
    ['lotSize', { tickSize: 1, lotSize: -1 }],
    ['lotSize', { tickSize: 1, lotSize: Infinity }],
    ['minNotional', { tickSize: 1, lotSize: 1, minNotional: -1 }],
    ['minNotional', { tickSize: 1, lotSize: 1, minNotional: NaN }],
  ])('refuses a %s that cannot be', (field, limits) => {
    expect(() => instrument('X', limits)).toThrow(expect.objectContaining({ code: 'instrument/invalid', message: expect.stringContaining(`X: ${field} must be`) }));
  });
});

describe('the decimals of a step', () => {
  it.each([[10, 0], [1, 0], [0.1, 1], [0.25, 2], [0.5, 1], [0.001, 3], [0.00001, 5], [1e-8, 8], [2.5, 1], [1e-10, 10]])('%s are %s', (step, decimals) => {
    expect(decimalsOf(step)).toBe(decimals);
  });
});

describe('a price', () => {
  it.each([
    [100.04, 0.1, 100],
    [100.06, 0.1, 100.1],
    [100.05, 0.25, 100],
    [0.1 + 0.2, 0.1, 0.3],
    [1234.5678, 10, 1230],
    [0.000012345, 1e-8, 0.00001235],
  ])('%s goes to the nearest multiple of %s: %s', (price, tick, expected) => {
    expect(roundPrice(price, ticks(tick))).toBe(expected);
  });
});

describe('a quantity', () => {
  it.each([
    [1.999, 1, 1],
    [0.0019, 0.001, 0.001],
    [0.0009, 0.001, 0],
    [0.3, 0.1, 0.3],
    [0.7 + 0.1, 0.1, 0.8],
    [1.1, 0.1, 1.1],
    [5.000000006, 1e-8, 5],
    [60.000000009, 1e-8, 60],
    [3_000_000_000.9, 1, 3_000_000_000],
    [17, 5, 15],
  ])('%s goes down to a multiple of %s: %s', (quantity, lot, expected) => {
    expect(roundQuantity(quantity, lots(lot))).toBe(expected);
  });

  const lot = fc.constantFrom(1e-8, 0.00001, 0.001, 0.1, 0.25, 1, 5, 100);

  it('is never rounded up, beyond the last bit', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), lot, (quantity, size) => {
      expect(roundQuantity(quantity, lots(size))).toBeLessThanOrEqual(quantity * (1 + 4 * Number.EPSILON));
    }), { numRuns: 1000 });
  });

  it('loses less than one lot', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), lot, (quantity, size) => {
      expect(quantity - roundQuantity(quantity, lots(size))).toBeLessThan(size * (1 + 1e-6));
    }));
  });

  it('that is a whole number of lots already stays', () => {
    fc.assert(fc.property(fc.nat(1e9), lot, (count, size) => {
      const quantity = Number((count * size).toFixed(decimalsOf(size)));
      expect(roundQuantity(quantity, lots(size))).toBe(quantity);
    }), { numRuns: 1000 });
  });
});

describe('the notional of an order', () => {
  it.each([
    [100, 0.1, true],
    [100, 0.0999, false],
    [100, 0, false],
    [100, NaN, false],
  ])('at %s for %s meets a minimum of 10: %s', (price, quantity, meets) => {
    expect(meetsNotional(price, quantity, instrument('X', { tickSize: 1, lotSize: 1, minNotional: 10 }))).toBe(meets);
  });

  it('of nothing is too small even where there is no minimum', () => {
    expect(meetsNotional(100, 0, lots(1))).toBe(false);
  });
});
