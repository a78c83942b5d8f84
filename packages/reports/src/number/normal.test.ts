import { describe, expect, it } from 'vitest';
import { normalQuantile, normalShare } from './normal.ts';

describe('the normal distribution', () => {
  // Abramowitz and Stegun 1964, table 26.1.
  it.each([
    [0, 0.5],
    [0.5, 0.691_462_461_274_013],
    [1, 0.841_344_746_068_543],
    [-1, 0.158_655_253_931_457],
    [1.96, 0.975_002_104_851_780],
    [3, 0.998_650_101_968_370],
    [-5, 0.000_000_286_651_572],
  ])('has below %d deviations a share of %d', (z, share) => {
    expect(normalShare(z)).toBeCloseTo(share, 14);
  });

  it.each([
    [0.5, 0],
    [0.975, 1.959_963_984_540_054],
    [0.025, -1.959_963_984_540_054],
    [0.99, 2.326_347_874_040_841],
    [0.999_999, 4.753_424_308_822_899],
  ])('has a share of %d below %d deviations', (share, z) => {
    expect(normalQuantile(share)).toBeCloseTo(z, 9);
  });

  it('ends at 0 and 1, and is no number of no number', () => {
    expect([normalShare(40), normalShare(-40), normalShare(Infinity), normalShare(-Infinity)]).toEqual([1, 0, 1, 0]);
    expect(normalShare(Number.NaN)).toBeNaN();
    expect([normalQuantile(1), normalQuantile(0)].every(Number.isFinite)).toBe(true);
  });
});
