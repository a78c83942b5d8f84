import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Quantiles } from './quantiles.ts';

function quantilesOf(values: readonly number[]): Quantiles {
  const quantiles = new Quantiles();
  for (const value of values) quantiles.add(value);
  return quantiles;
}

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe('quantiles of durations', () => {
  it.each([
    [0.5, 50],
    [0.95, 95],
    [0.99, 99],
    [1, 100],
  ])('of 1 to 100 ms at %d are %d ms by nearest rank', (share, expected) => {
    expect(quantilesOf(upTo(100).toReversed()).at(share)).toBe(expected);
  });

  it('of one duration are that duration, of none nothing', () => {
    expect(quantilesOf([7]).at(0.99)).toBe(7);
    expect([quantilesOf([]).at(0.5), quantilesOf([]).smallest, quantilesOf([]).largest]).toEqual([null, null, null]);
  });

  it('count durations of zero', () => {
    expect(quantilesOf([...Array.from({ length: 600 }, () => 0), ...upTo(100)]).at(0.5)).toBe(0);
  });

  it.each([0.01, 0.5, 0.95, 0.99])('of many durations stay within one percent at %d', (share) => {
    const exact = Math.ceil(100_000 * share);
    expect(Math.abs(quantilesOf(upTo(100_000)).at(share)! / exact - 1)).toBeLessThanOrEqual(0.0101);
  });

  it('are exact up to 512 durations and forget them beyond', () => {
    expect(quantilesOf(upTo(512)).at(0.5)).toBe(256);
    expect(quantilesOf(upTo(513)).at(0.5)).not.toBe(257);
  });

  it('know the shortest and the longest exactly', () => {
    const quantiles = quantilesOf(upTo(5000));
    expect([quantiles.smallest, quantiles.largest, quantiles.at(1)]).toEqual([1, 5000, 5000]);
  });

  it('are the same in any order and any sharding, below and above the exact count', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.double({ min: 0, max: 1e4, noNaN: true }), fc.constant(0)), { maxLength: 40, size: 'max' }), fc.constantFrom(1, 40), fc.nat(1600), (few, times, cut) => {
      const values = Array.from({ length: times }, () => few).flat();
      const merged = quantilesOf(values.slice(cut));
      merged.merge(quantilesOf(values.slice(0, cut)));
      const whole = quantilesOf(values.toReversed());
      const at = (quantiles: Quantiles): (number | null)[] => [0.5, 0.95, 0.99, 1].map((share) => quantiles.at(share));
      expect(at(merged)).toEqual(at(whole));
    }));
  });
});
