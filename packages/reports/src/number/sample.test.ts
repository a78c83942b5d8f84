import { describe, expect, it } from 'vitest';
import { deviationOf, shapeOf } from './sample.ts';

describe('the shape of returns', () => {
  it('of 2, 0, 0, −1, −1 is worked out by hand', () => {
    // Mean 0; squares 4 + 1 + 1 = 6; cubes 8 − 1 − 1 = 6; fourths 16 + 1 + 1 = 18.
    const shape = shapeOf(Float64Array.of(2, -1, -1), 2)!;
    expect(shape).toMatchObject({ count: 5, mean: 0, deviation: Math.sqrt(6 / 4), downside: Math.sqrt(2 / 5) });
    expect(shape.skewness).toBeCloseTo(1.2 / 1.2 ** 1.5, 14);
    expect(shape.kurtosis).toBeCloseTo(3.6 / 1.2 ** 2, 14);
  });

  it('counts days at rest as if they had been given', () => {
    const [given, told] = [shapeOf(Float64Array.of(0.03, 0, -0.01, 0, 0), 0)!, shapeOf(Float64Array.of(0.03, -0.01), 3)!];
    for (const name of ['count', 'mean', 'deviation', 'downside', 'skewness', 'kurtosis'] as const) expect(told[name]).toBeCloseTo(given[name], 14);
  });

  it('is that of nothing where nothing moves', () => {
    expect(shapeOf(new Float64Array(0), 4)).toEqual({ count: 4, mean: 0, deviation: 0, downside: 0, skewness: 0, kurtosis: 3 });
  });

  it.each([
    ['no value', [], 0],
    ['one value', [1], 0],
    ['a value that is no number', [1, Number.NaN], 0],
    ['a value without bounds', [1, Infinity], 3],
    ['values whose squares are beyond a number', [1e200, -1e200], 0],
  ])('is null with %s', (_name, values, zeros) => {
    expect(shapeOf(Float64Array.from(values), zeros)).toBeNull();
  });
});

it('a deviation needs two values, and does not lose small differences of large ones', () => {
  expect([deviationOf(new Float64Array(0), 0), deviationOf(Float64Array.of(3), 3)]).toEqual([null, null]);
  expect(deviationOf(Float64Array.of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16), 1e9 + 10)).toBeCloseTo(Math.sqrt(30), 12);
  expect(deviationOf(Float64Array.of(1, Number.NaN), 1)).toBeNull();
});
