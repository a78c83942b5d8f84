import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantilesOf } from './ranks.ts';

const SHARES = [0.01, 0.25, 0.5, 0.9, 1];

describe('quantiles of a column', () => {
  it.each([
    ['ten values', [9, 1, 8, 2, 7, 3, 6, 4, 5, 10], [1, 3, 5, 9, 10]],
    ['one value', [4], [4, 4, 4, 4, 4]],
    ['values all alike', [2, 2, 2, 2], [2, 2, 2, 2, 2]],
  ])('of %s are those of nearest rank', (_name, values, expected) => {
    expect(quantilesOf(Float64Array.from(values), SHARES)).toEqual(expected);
  });

  it('are those that sorting finds', () => {
    const value = fc.oneof(fc.double({ min: -10, max: 10, noNaN: true, noDefaultInfinity: true }).filter((drawn) => !Object.is(drawn, -0)), fc.constantFrom(0, 1));
    fc.assert(fc.property(fc.array(value, { minLength: 1, maxLength: 200, size: 'max' }), (values) => {
      const sorted = Float64Array.from(values).sort();
      expect(quantilesOf(Float64Array.from(values), SHARES)).toEqual(SHARES.map((share) => sorted[Math.ceil(values.length * share) - 1]));
    }));
  });

  it.each([
    ['one result far from all others', [...Array.from({ length: 99 }, (_, i) => 99 - i), 1e300], [1, 25, 50, 90, 1e300]],
    ['results further apart than a number can hold', [1.7e308, -1.7e308, 0], [-1.7e308, -1.7e308, 0, 1.7e308, 1.7e308]],
    ['results closer together than a number can divide', [5e-324, 0], [0, 0, 0, 5e-324, 5e-324]],
  ])('are found among %s', (_name, values, expected) => {
    expect(quantilesOf(Float64Array.from(values), SHARES)).toEqual(expected);
  });
});
