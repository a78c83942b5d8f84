import { DAY_MS } from '@tradewright/core';
import { describe, expect, it } from 'vitest';
import { closed, daily, HOUR_MS, START } from '../../test/rows.ts';
import type { ClosedRow } from '../row/closed-row.ts';
import { BacktestFold, type BacktestStatistics } from './backtest.ts';
import type { StatisticsOptions } from './trade-statistics.ts';

function statsOf(rows: readonly ClosedRow[], options?: StatisticsOptions): BacktestStatistics<ClosedRow> {
  const fold = new BacktestFold();
  for (const row of rows) fold.add(row, row);
  return fold.statistics(options);
}

describe('costs of trading', () => {
  it('are shares of what was won before them', () => {
    // 3 and −1 net; 0.4 % fees and 0.2 % slippage each: 3.2 before costs.
    const rows = [closed(3, { feePercentage: 0.4, slippagePercentage: 0.2 }), closed(-1, { feePercentage: 0.4, slippagePercentage: 0.2 })];
    const stats = statsOf(rows);
    expect([stats.totalFees, stats.totalSlippage]).toEqual([0.8, 0.4]);
    expect(stats.grossPnl).toBeCloseTo(3.2, 14);
    expect(stats.feeShare).toBeCloseTo(25, 12);
    expect(stats.slippageShare).toBeCloseTo(12.5, 12);
  });

  it('take more than everything from a small edge, and have no share of a loss', () => {
    expect(statsOf([closed(-0.1, { feePercentage: 0.2, slippagePercentage: 0 })]).feeShare).toBeCloseTo(200, 10);
    expect(statsOf([closed(-0.3, { feePercentage: 0.2, slippagePercentage: 0.1 })])).toMatchObject({ feeShare: null, slippageShare: null, reasons: { feeShare: 'nothing was won before costs' } });
    expect(statsOf([closed(-1)]).slippageShare).toBeNull();
  });
});

describe('exposure', () => {
  it('is the share of the period with a position open, several at once counting once', () => {
    const at = (fromHour: number, toHour: number): ClosedRow => closed(1, { openedAtMs: START + fromHour * HOUR_MS, closedAtMs: START + toHour * HOUR_MS });
    expect(statsOf([at(0, 4), at(2, 6), at(10, 12)]).exposure).toBeCloseTo((8 / 12) * 100, 12);
    expect(statsOf([at(0, 4), at(2, 6)], { period: { fromMs: START - 12 * HOUR_MS, toMs: START + 12 * HOUR_MS } }).exposure).toBe(25);
  });

  it('has no value where nothing took time', () => {
    expect(statsOf([closed(1, { closedAtMs: START })])).toMatchObject({ exposure: null, reasons: { exposure: 'the trades took no time that can be measured' } });
  });
});

describe('turnover', () => {
  it('is how often a year the whole of equity is bought and sold', () => {
    // Twenty round trips without a change of price in twenty days.
    const rows = daily(...Array.from({ length: 20 }, () => 0));
    expect(statsOf(rows).turnover).toBeCloseTo(365, 10);
    // Sold at 120 for each 100: 1.1 a round trip.
    expect(statsOf(rows.map((row) => ({ ...row, priceClose: 120 }))).turnover).toBeCloseTo(365 * 1.1, 10);
    expect(statsOf(rows, { period: { fromMs: START, toMs: START + 40 * DAY_MS } }).turnover).toBeCloseTo(182.5, 10);
  });

  it('has no value for few trades or days', () => {
    expect(statsOf(daily(1, 2, 3))).toMatchObject({ turnover: null, reasons: { turnover: 'fewer than 10 trades' } });
  });
});

describe('excursions', () => {
  it('are told by their quantiles', () => {
    const rows = Array.from({ length: 100 }, (_, i) => closed(1, { maePercentage: -(i + 1), mfePercentage: (i + 1) / 10 }));
    const { mae, mfe } = statsOf(rows);
    expect(mae).toEqual({ mean: -50.5, min: -100, p5: -96, p25: -76, median: -51, p75: -26, p95: -6, max: -1 });
    expect(mfe).toMatchObject({ min: 0.1, median: 5, max: 10 });
  });
});
