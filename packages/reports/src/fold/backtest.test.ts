import { DAY_MS } from '@tradewright/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTrades, closed, daily, HOUR_MS, START } from '../../test/rows.ts';
import type { ClosedRow } from '../row/closed-row.ts';
import { BacktestFold, type BacktestStatistics } from './backtest.ts';

function foldOf(rows: readonly ClosedRow[], shown?: number): BacktestFold {
  const fold = new BacktestFold(shown);
  for (const row of rows) fold.add(row, row);
  return fold;
}

/** All figures; the list depends on arrival where trades close at one instant. */
function figures({ signalList: _, ...rest }: BacktestStatistics<ClosedRow>): unknown {
  return rest;
}

describe('statistics of a backtest', () => {
  it('are the seeds’ formulas over +2, −1, +3 and 0 % in six hours each', () => {
    const stats = foldOf(daily(2, -1, 3, 0)).statistics();
    expect(stats).toMatchObject({ totalSignals: 4, winCount: 2, lossCount: 1, winRate: 50, avgPnl: 1, totalPnl: 4, certaintyRatio: 2.5, expectedYearlyReturns: 1460 });
    expect(stats.stdDev).toBeCloseTo(Math.sqrt(10 / 3), 15);
    expect(stats.sharpeRatio).toBeCloseTo(Math.sqrt(0.3), 15);
    expect(stats.annualizedSharpeRatio).toBeCloseTo(Math.sqrt(0.3 * 365), 13);
  });

  it('are counts of zero and otherwise null without trades', () => {
    const { pnlInterval, reasons, ...stats } = foldOf([]).statistics();
    const values = Object.entries(stats).filter(([, value]) => value !== null);
    expect(Object.fromEntries(values)).toEqual({ signalList: [], totalSignals: 0, winCount: 0, lossCount: 0, maxWinStreak: 0, maxLossStreak: 0, truncatedCount: 0 });
    expect(new Set(Object.values(reasons))).toEqual(new Set(['no trades']));
    expect(pnlInterval).toEqual({ low: null, high: null, ambiguousCount: 0, label: 'exact' });
  });

  it.each([
    ['one trade', [2], { avgPnl: 2, stdDev: null, sharpeRatio: null, certaintyRatio: null, maxDrawdown: 0 }],
    ['wins only', [1, 2], { winRate: 100, certaintyRatio: null, maxDrawdown: 0 }],
    ['losses only', [-1, -2], { winRate: 0, certaintyRatio: null }],
    ['one result over and over', [0.1, 0.1, 0.1], { stdDev: expect.closeTo(0, 12) as number, sharpeRatio: null, annualizedSharpeRatio: null }],
    ['a result that is no number', [1, Number.NaN], { totalSignals: 2, maxDrawdownPeakAtMs: null, avgPnl: null, totalPnl: null, stdDev: null, maxDrawdown: null, sharpeRatio: null }],
  ])('of %s have no value where there is none', (_name, pnls, expected) => {
    const stats = foldOf(daily(...pnls)).statistics();
    expect(stats).toMatchObject(expected);
    expect(JSON.stringify(Object.values(stats))).not.toMatch(/NaN|Infinity/);
  });

  it('have no yearly returns for trades that took no time', () => {
    expect(foldOf([closed(1, { closedAtMs: START })]).statistics().expectedYearlyReturns).toBeNull();
  });

  it('list the latest 250 and count all', () => {
    const stats = foldOf(daily(...Array.from({ length: 300 }, (_, i) => i))).statistics();
    expect([stats.signalList.length, stats.totalSignals, stats.signalList[0]?.pnlPercentage, stats.totalPnl]).toEqual([250, 300, 299, 44_850]);
  });

  it('give back the caller’s own objects, newest first', () => {
    const fold = new BacktestFold<string>();
    for (const [i, row] of daily(1, 2, 3).entries()) fold.add(row, `trade ${i}`);
    expect(fold.statistics().signalList).toEqual(['trade 2', 'trade 1', 'trade 0']);
    expect(fold.rows().map((row) => row.pnlPercentage)).toEqual([3, 2, 1]);
  });
});

describe('statistics of equity over time', () => {
  // Fourteen days, +2 and −1 % in turn: mean 0.5 %, squared distances 14 · 2.25, downside √(7 / 14) %.
  const fortnight = daily(...Array.from({ length: 14 }, (_, i) => (i % 2 === 0 ? 2 : -1)));

  it('are taken from daily returns and compounded equity', () => {
    const stats = foldOf(fortnight).statistics();
    const cagr = (1.0098 ** 182.5 - 1) * 100;
    expect(stats.dailySharpeRatio).toBeCloseTo((0.5 / Math.sqrt(31.5 / 13)) * Math.sqrt(365), 10);
    expect(stats.dailySortinoRatio).toBeCloseTo((0.5 / Math.sqrt(0.5)) * Math.sqrt(365), 10);
    expect(stats.maxDrawdown).toBeCloseTo(1, 12);
    expect(stats.cagr! / cagr).toBeCloseTo(1, 12);
    expect(stats.calmarRatio! / cagr).toBeCloseTo(1, 12);
  });

  it.each([
    ['after', START, START + 28 * DAY_MS],
    ['before', START - 14 * DAY_MS, START],
    ['around', START - 7 * DAY_MS, START + 21 * DAY_MS],
  ])('count the days at rest %s the trades', (_name, fromMs, toMs) => {
    const stats = foldOf(fortnight).statistics({ period: { fromMs, toMs } });
    // Mean 0.25 %; Σx² = 7 · 4 + 7 · 1 = 35, less 28 · 0.0625.
    expect(stats.dailySharpeRatio).toBeCloseTo((0.25 / Math.sqrt((35 - 28 * 0.0625) / 27)) * Math.sqrt(365), 10);
  });

  it.each([
    ['nine trades', daily(2, -1, 2, -1, 2, -1, 2, -1, 2), 60],
    ['thirteen days', daily(2, -1, 2, -1, 2, -1, 2, -1, 2, -1), 13],
  ])('have no yearly figure for %s', (_name, rows, days) => {
    const stats = foldOf(rows).statistics({ period: { fromMs: START, toMs: START + days * DAY_MS } });
    expect([stats.dailySharpeRatio, stats.dailySortinoRatio, stats.calmarRatio, stats.cagr]).toEqual([null, null, null, null]);
    expect(stats.maxDrawdown).toBeCloseTo(1, 12);
  });

  it('have yearly figures from ten trades in fourteen days on', () => {
    const stats = foldOf(daily(2, -1, 2, -1, 2, -1, 2, -1, 2, -1)).statistics({ period: { fromMs: START, toMs: START + 14 * DAY_MS } });
    expect([stats.dailySharpeRatio, stats.dailySortinoRatio, stats.calmarRatio, stats.cagr, stats.turnover].map((figure) => typeof figure)).toEqual(['number', 'number', 'number', 'number', 'number']);
    expect(stats.dailyReturns?.count).toBe(14);
  });

  it('tell when the deepest fall began, ended and was made good', () => {
    const stats = foldOf(daily(10, -20, 50)).statistics();
    const closeOf = (day: number): number => START + day * DAY_MS + 6 * HOUR_MS;
    expect(stats.maxDrawdown).toBeCloseTo(20, 12);
    expect([stats.maxDrawdownPeakAtMs, stats.maxDrawdownTroughAtMs, stats.maxDrawdownRecoveredAtMs]).toEqual([closeOf(0), closeOf(1), closeOf(2)]);
  });

  it('bound the result by the stops and targets of ambiguous trades', () => {
    const ambiguous = closed(-5, { ambiguous: true, pnlLowPercentage: -5, pnlHighPercentage: 10 });
    expect(foldOf([closed(2), ambiguous]).statistics().pnlInterval).toEqual({ low: -3, high: 12, ambiguousCount: 1, label: 'exact' });
    expect(foldOf([ambiguous]).statistics({ intervalLabel: 'first-order' }).pnlInterval.label).toBe('first-order');
  });

  it('count trades that the end of data cut off', () => {
    expect(foldOf([closed(1, { truncated: true }), closed(1)]).statistics().truncatedCount).toBe(1);
  });
});

describe('folding', () => {
  it('gives the same bits in any order and any sharding', () => {
    fc.assert(fc.property(anyTrades, fc.nat(60), fc.nat(60), (rows, a, b) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const shards = [rows.slice(to), rows.slice(0, from), rows.slice(from, to).toReversed()].map((shard) => foldOf(shard));
      const merged = shards.reduce((sum, shard) => sum.merge(shard), new BacktestFold());
      const options = { trials: { count: 5 }, bootstrap: { seed: 3, resamples: 5 } };
      expect(figures(merged.statistics(options))).toEqual(figures(foldOf(rows).statistics(options)));
    }));
  });

  it('leaves a fold that is merged into another as it was', () => {
    const part = foldOf(daily(1, -2));
    const before = part.statistics();
    new BacktestFold<ClosedRow>().merge(foldOf(daily(5))).merge(part).add(closed(7), closed(7));
    expect(part.statistics()).toEqual(before);
  });

  it('knows a trade lost never more than everything', () => {
    expect(foldOf(daily(-150, 20)).statistics().maxDrawdown).toBe(100);
  });
});
