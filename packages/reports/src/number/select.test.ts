import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeQuantiles } from './select.ts';

const SHARES = [0.01, 0.25, 0.5, 0.9, 1];

describe('quantiles of a column', () => {
  it.each([
    ['ten values', [9, 1, 8, 2, 7, 3, 6, 4, 5, 10], [1, 3, 5, 9, 10]],
    ['one value', [4], [4, 4, 4, 4, 4]],
    ['values all alike', [2, 2, 2, 2], [2, 2, 2, 2, 2]],
  ])('of %s are those of nearest rank', (_name, values, expected) => {
    expect(takeQuantiles(Float64Array.from(values), SHARES)).toEqual(expected);
  });

  it('are those that sorting finds', () => {
    const value = fc.oneof(fc.double({ min: -10, max: 10, noNaN: true, noDefaultInfinity: true }).filter((drawn) => !Object.is(drawn, -0)), fc.constantFrom(0, 1));
    fc.assert(fc.property(fc.array(value, { minLength: 1, maxLength: 200, size: 'max' }), (values) => {
      const sorted = Float64Array.from(values).sort();
      expect(takeQuantiles(Float64Array.from(values), SHARES)).toEqual(SHARES.map((share) => sorted[Math.ceil(values.length * share) - 1]));
    }));
  });

  it('are found in a column made to be cut badly', () => {
    // The middle of three is always the second largest: each cut takes off two values only.
    const size = 2000;
    const values = Float64Array.from({ length: size }, (_, i) => (i % 2 === 0 ? i : size + i));
    expect(takeQuantiles(values, [0.5, 1])).toEqual([size - 2, 2 * size - 1]);
  });
});
