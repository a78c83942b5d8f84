import { describe, expect, it } from 'vitest';
import { correlationOf, returnsOf } from './returns.ts';

const closesOf = (...prices: number[]) => ({ length: prices.length, close: (row: number) => prices[row]! });

describe('rolling returns', () => {
  it('are logarithmic, and those of the newest closes', () => {
    const returns = returnsOf('X', closesOf(7, 100, 200, 100, 400), 3) as Float64Array;
    expect([...returns]).toEqual([Math.log(2), -Math.log(2), Math.log(4)]);
  });

  it.each([
    ['a series that is too short by one', closesOf(1, 2, 3), 'X has 3 of 4 closes'],
    ['a symbol nothing is known of', null, 'no closes of X are at hand'],
    ['a series that stands still', closesOf(5, 5, 5, 5), 'the returns of X do not vary'],
    ['a series that grows evenly, but for rounding', closesOf(1, 1.1, 1.1 * 1.1, 1.1 * 1.1 * 1.1), 'the returns of X do not vary'],
    ['closes of nothing', closesOf(1, 0, 2, 3), 'X has closes that are no prices'],
    ['closes that are no numbers', closesOf(1, NaN, 2, 3), 'X has closes that are no prices'],
  ])('are not known of %s', (_name, closes, why) => {
    expect(returnsOf('X', closes, 3)).toBe(why);
  });

  it('are not known of a long series that grows evenly: what is left of them is rounding', () => {
    const prices = Array.from({ length: 50 }, (_unused, i) => 100 * 1.001 ** i);
    expect(returnsOf('X', closesOf(...prices), 49)).toBe('the returns of X do not vary');
    expect(returnsOf('X', closesOf(...prices.with(20, prices[20]! * 1.000001)), 49)).toBeInstanceOf(Float64Array);
  });
});

describe('a correlation', () => {
  const of = (a: number[], b: number[]) => correlationOf(Float64Array.from(a), Float64Array.from(b));

  it.each([
    ['of a series with itself', [1, 2, 4], [1, 2, 4], 1],
    ['of a series with its mirror', [1, 2, 4], [-1, -2, -4], -1],
    ['of a series with one of another scale and place', [1, 2, 4], [12, 22, 42], 1],
    ['of two that have nothing to do with each other', [1, -1, 1, -1], [1, 1, -1, -1], 0],
    ['of four points, counted by hand', [1, 2, 3, 4], [1, 3, 2, 5], 0.8315218406202999],
  ])('%s', (_name, a, b, rho) => {
    expect(of(a, b)).toBeCloseTo(rho, 14);
  });

  it('never leaves −1 to 1', () => {
    for (let i = 1; i < 500; i++) {
      const a = [i / 7, i / 3, i / 11];
      expect(Math.abs(of(a, a.map((value) => value * 0.1 * i)))).toBeLessThanOrEqual(1);
    }
  });
});
