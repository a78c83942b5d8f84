import { DAY_MS } from '@tradewright/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closed, daily, HOUR_MS, START } from '../../test/rows.ts';
import type { ClosedRow } from '../row/closed-row.ts';
import { BacktestFold, type BacktestStatistics } from './backtest.ts';
import type { StatisticsOptions } from './trade-statistics.ts';

const ASKED: StatisticsOptions = { trials: { count: 4 }, bootstrap: { seed: 1, resamples: 20 } };

function statsOf(rows: readonly ClosedRow[], options: StatisticsOptions = ASKED): BacktestStatistics<ClosedRow> {
  const fold = new BacktestFold();
  for (const row of rows) fold.add(row, row);
  return fold.statistics(options);
}

const many = (pnl: (i: number) => number): ClosedRow[] => daily(...Array.from({ length: 20 }, (_, i) => pnl(i)));
const lasting = (openedAtMs: number, closedAtMs: number): ClosedRow[] => many((i) => (i % 2 === 0 ? 1 : -0.5)).map((row) => ({ ...row, openedAtMs, closedAtMs }));

describe.each<[string, ClosedRow[], BacktestStatistics<unknown>['reasons']]>([
  ['no trades', [], { avgPnl: 'no trades', maxDrawdown: 'no trades', mae: 'no trades', deflatedSharpeRatio: 'no trades' }],
  ['one trade', [closed(2)], { stdDev: 'only one trade', sharpeRatio: 'only one trade', cagr: 'fewer than 10 trades' }],
  ['wins only', many((i) => 1 + i), { certaintyRatio: 'no losses', profitFactor: 'no losses', avgLoss: 'no losses', dailySortinoRatio: 'no day lost', calmarRatio: 'no drawdown', maxDrawdownPeakAtMs: 'no drawdown', maxDrawdownRecoveryMs: 'no drawdown' }],
  ['losses only', many((i) => -1 - i), { certaintyRatio: 'no wins', profitFactor: 'no wins', avgWin: 'no wins', maxDrawdownRecoveredAtMs: 'not recovered', feeShare: 'nothing was won before costs' }],
  ['one result over and over', many(() => 1), { sharpeRatio: 'all results are alike', annualizedSharpeRatio: 'all results are alike', dailySharpeRatio: 'equity moved on no day, or every day alike', probabilisticSharpeRatio: 'equity moved on no day, or every day alike', deflatedSharpeRatio: 'equity moved on no day, or every day alike' }],
  ['break-evens only', many(() => 0), { sharpeRatio: 'all results are alike', expectancy: 'no wins', calmarRatio: 'no drawdown' }],
  ['trades that took no time', lasting(START, START), { expectedYearlyReturns: 'the trades took no time that can be measured', exposure: 'the trades took no time that can be measured', cagr: 'fewer than 14 days', turnover: 'fewer than 14 days' }],
  ['trades that never end', lasting(START, Infinity), { expectedYearlyReturns: 'the trades took no time that can be measured', exposure: 'the trades took no time that can be measured', cagr: 'the period has no end', turnover: 'the period has no end' }],
  ['a result that is no number', [...many(() => 1), closed(Number.NaN)], { avgPnl: 'a result is no finite number', totalPnl: 'a result is no finite number', maxDrawdown: 'a result is no finite number', bootstrap: 'a result is no finite number' }],
  ['a gain beyond what a number can hold', many(() => 1e40), { cagr: 'beyond what a number can hold', maxDrawdown: 'beyond what a number can hold' }],
])('statistics of %s', (_name, rows, reasons) => {
  it('say why a figure has no value', () => {
    expect(statsOf(rows).reasons).toMatchObject(reasons);
  });

  it('have no number that is none, and a reason for every null', () => {
    const { signalList: _, ...stats } = statsOf(rows);
    expect(notFinite(stats)).toEqual([]);
    const nulls = Object.entries(stats).filter(([, value]) => value === null).map(([name]) => name);
    expect(Object.keys(stats.reasons)).toEqual(nulls);
  });
});

/** Paths of numbers that are none. */
function notFinite(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path];
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, part]) => notFinite(part, `${path}.${name}`)) : [];
}

it('no trade whatever puts a number that is none into the statistics', () => {
  const wild = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, -100, 1e308, -1e308, 5e-324, Number.NaN, Infinity, -Infinity));
  const row = fc.record({ pnl: wild, mae: wild, fee: wild, opened: fc.oneof(wild, fc.constant(START)), closedAt: fc.oneof(wild, fc.constant(START)), price: wild });
  fc.assert(fc.property(fc.array(row, { maxLength: 25, size: 'max' }), (rows) => {
    const { signalList: _, ...stats } = statsOf(rows.map(({ pnl, mae, fee, opened, closedAt, price }) => closed(pnl, { maePercentage: mae, feePercentage: fee, openedAtMs: opened, closedAtMs: closedAt, priceClose: price })));
    expect(notFinite(stats)).toEqual([]);
  }));
});

describe('a trade across the end of a year', () => {
  const newYear = Date.UTC(2025, 0, 1);
  const rows = [
    ...daily(...Array.from({ length: 12 }, () => 1)).map((row, i) => ({ ...row, openedAtMs: newYear - (20 - i) * DAY_MS, closedAtMs: newYear - (20 - i) * DAY_MS + HOUR_MS })),
    closed(-10, { openedAtMs: newYear - HOUR_MS, closedAtMs: newYear + HOUR_MS }),
  ];

  it('is booked once, on the day it closes', () => {
    const { dailyReturns, maxDrawdownTroughAtMs, maxDrawdown, totalSignals } = statsOf(rows);
    // From 12 December to 1 January: twelve days that won 1 %, one that lost 10 %, eight at rest.
    expect(dailyReturns).toMatchObject({ count: 21, mean: expect.closeTo((0.12 - 0.1) / 21, 14) as number });
    expect([totalSignals, maxDrawdownTroughAtMs]).toEqual([13, newYear + HOUR_MS]);
    expect(maxDrawdown).toBeCloseTo(10, 12);
  });

  it('counts the day on which clocks change as one like any other', () => {
    const period = { fromMs: Date.UTC(2024, 2, 21), toMs: Date.UTC(2024, 3, 11) };
    const rows = many((i) => i).map((row, i) => ({ ...row, openedAtMs: period.fromMs + i * DAY_MS, closedAtMs: period.fromMs + (i + 1) * DAY_MS }));
    expect(statsOf(rows, { period })).toMatchObject({ exposure: expect.closeTo((20 / 21) * 100, 12) as number, dailyReturns: { count: 21 } });
  });

  it('counts a leap day as a day', () => {
    const period = { fromMs: Date.UTC(2024, 0, 1), toMs: Date.UTC(2025, 0, 1) };
    expect(statsOf(many((i) => i), { period }).dailyReturns?.count).toBe(366);
  });
});
