import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf } from '../market/columns.ts';
import { CandleSeries } from '../market/series.ts';
import { randomCandles } from '../testing/random-candles.ts';
import { scan, scanRows } from './scan.ts';

const series = CandleSeries.over(columnsOf(randomCandles({ seed: 5, count: 9000, gapChance: 0.001 })));
const level = fc.double({ min: 60, max: 140, noNaN: true });
const row = fc.nat({ max: series.length });

describe('a scan', () => {
  it.each(['candle-range', 'vwap'] as const)('by %s finds the row a plain search finds', (trigger) => {
    const [upper, lower] = trigger === 'vwap' ? [series.vwap, series.vwap] : [series.columns.high, series.columns.low];
    fc.assert(fc.property(row, row, level, level, (a, b, above, below) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      expect(scan(series, trigger, from, to, above, below)).toBe(scanRows(upper, lower, from, to, above, below));
    }));
  });

  it.each([
    ['reaches the upper price exactly', 12, 0, 2],
    ['reaches the lower price exactly', 100, 7, 1],
    ['is never reached', 100, 0, 3],
  ])('row by row stops where it %s', (_name, above, below, expected) => {
    expect(scanRows(Float64Array.of(9, 10, 12), Float64Array.of(8, 7, 9), 0, 3, above, below)).toBe(expected);
  });

  it('looks at no row before the first nor at the end', () => {
    expect(scanRows(Float64Array.of(50, 1, 50), Float64Array.of(50, 1, 50), 1, 2, 50, 0)).toBe(2);
  });
});
