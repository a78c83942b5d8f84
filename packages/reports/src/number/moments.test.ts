import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Moments } from './moments.ts';

function momentsOf(values: readonly number[]): Moments {
  const moments = new Moments();
  for (const value of values) moments.add(value);
  return moments;
}

describe('moments of results', () => {
  it('of 2, -1, 3, 0 are a mean of 1 and a sample deviation of √(10 / 3)', () => {
    const moments = momentsOf([2, -1, 3, 0]);
    expect(moments.mean()).toBe(1);
    expect(moments.deviation()).toBeCloseTo(1.825_741_858_350_554, 15);
  });

  it('have no mean without results and no deviation below two', () => {
    expect([momentsOf([]).mean(), momentsOf([]).sum(), momentsOf([]).deviation()]).toEqual([null, null, null]);
    expect(momentsOf([5]).deviation()).toBeNull();
    expect(momentsOf([5]).mean()).toBe(5);
  });

  it('do not lose small deviations of large results', () => {
    expect(momentsOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).deviation()).toBeCloseTo(Math.sqrt(30), 12);
  });

  it('have no value when a result is no number', () => {
    const moments = momentsOf([1, Number.NaN]);
    expect([moments.mean(), moments.sum(), moments.deviation()]).toEqual([null, null, null]);
  });

  it('are the same to the last bit in any order and any sharding', () => {
    const result = fc.double({ min: -1000, max: 1000, noNaN: true });
    fc.assert(fc.property(fc.array(result, { minLength: 2, maxLength: 50, size: 'max' }), fc.nat(50), (values, cut) => {
      const merged = momentsOf(values.slice(cut));
      merged.merge(momentsOf(values.slice(0, cut)));
      const whole = momentsOf(values.toSorted((a, b) => b - a));
      expect([merged.count, merged.mean(), merged.deviation()]).toEqual([whole.count, whole.mean(), whole.deviation()]);
    }));
  });
});
