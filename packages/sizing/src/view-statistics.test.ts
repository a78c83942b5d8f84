import { describe, expect, it } from 'vitest';
import { refused } from './sizing.fixture.ts';
import { averageTrueRange, returnVolatility, type RangeView } from './view-statistics.ts';

/** Rows of high, low, close. */
function viewOf(rows: readonly (readonly [number, number, number])[]): RangeView {
  return { length: rows.length, high: (row) => rows[row]![0], low: (row) => rows[row]![1], close: (row) => rows[row]![2] };
}

const closes = (...values: number[]): RangeView => viewOf(values.map((close) => [close, close, close] as const));

describe('the average true range', () => {
  // Ranges: 4; gap up from 12 to 20: 8; gap down from 19 to 10: 9.
  const view = viewOf([[99, 1, 10], [13, 9, 12], [20, 17, 19], [12, 10, 11]]);

  it.each([[1, 9], [2, 8.5], [3, 7]])('of the last %s candles counts the gaps: %s', (periods, range) => {
    expect(averageTrueRange(view, periods)).toBe(range);
  });

  it('needs a candle before the first', () => {
    expect(() => averageTrueRange(view, 4)).toThrow(refused('sizing/history', '4 periods need 5 candles, the view has 4'));
    expect(() => averageTrueRange(view)).toThrow(refused('sizing/history', '14 periods'));
  });

  it.each([0, -1, 1.5, NaN])('of %s periods is refused', (periods) => {
    expect(() => averageTrueRange(view, periods)).toThrow(refused('sizing/history', 'whole number'));
  });
});

describe('the volatility of returns', () => {
  it('is the sample deviation of their logarithms', () => {
    // ln 2 and −ln 2: mean 0, squares 2·ln²2, divided by 1.
    expect(returnVolatility(closes(5, 10, 20, 10), 2)).toBeCloseTo(Math.LN2 * Math.SQRT2, 14);
  });

  it('is nothing where every return is the same', () => {
    expect(returnVolatility(closes(1, 2, 4, 8), 3)).toBeCloseTo(0, 14);
    expect(returnVolatility(closes(7, 7, 7), 2)).toBe(0);
  });

  it('does not depend on the currency', () => {
    expect(returnVolatility(closes(100, 104, 97, 99), 3)).toBeCloseTo(returnVolatility(closes(0.1, 0.104, 0.097, 0.099), 3), 12);
  });

  it('needs two returns and their candles', () => {
    expect(() => returnVolatility(closes(1, 2, 3), 1)).toThrow(refused('sizing/history', '2 or more'));
    expect(() => returnVolatility(closes(1, 2, 3), 3)).toThrow(refused('sizing/history', 'need 4 candles'));
  });
});
