import { describe, expect, it } from 'vitest';
import { daily } from '../../test/rows.ts';
import { deflatedSharpe, probabilisticSharpe } from '../metric/sharpe-trust.ts';
import { BacktestFold, type BacktestStatistics } from './backtest.ts';
import type { StatisticsOptions } from './trade-statistics.ts';

function statsOf(pnls: readonly number[], options?: StatisticsOptions): BacktestStatistics<unknown> {
  const fold = new BacktestFold();
  for (const row of daily(...pnls)) fold.add(row, row);
  return fold.statistics(options);
}

const month = Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? -1 : 0.8));

describe('trust in a Sharpe ratio', () => {
  it('is worked out from the days of equity', () => {
    const { dailyReturns, dailySharpeRatio, probabilisticSharpeRatio } = statsOf(month);
    expect(dailyReturns).toMatchObject({ count: 30, mean: expect.closeTo(0.002, 15) as number });
    expect(dailySharpeRatio).toBeCloseTo((dailyReturns!.mean / dailyReturns!.deviation) * Math.sqrt(365), 12);
    expect(probabilisticSharpeRatio).toBe(probabilisticSharpe(dailyReturns!));
  });

  it('shrinks with the number of strategies tried', () => {
    const ratioOf = (count: number): number => statsOf(month, { trials: { count } }).deflatedSharpeRatio!;
    expect(ratioOf(1)).toBe(statsOf(month).probabilisticSharpeRatio);
    expect(ratioOf(16)).toBe(deflatedSharpe(statsOf(month).dailyReturns!, { count: 16 }));
    expect(ratioOf(16)).toBeLessThan(ratioOf(2));
  });

  it('has no value where the number of trials was not given, or days are few', () => {
    expect(statsOf(month)).toMatchObject({ deflatedSharpeRatio: null, reasons: { deflatedSharpeRatio: 'the number of trials was not given' } });
    expect(statsOf([1, 2], { trials: { count: 3 } })).toMatchObject({ probabilisticSharpeRatio: null, deflatedSharpeRatio: null, reasons: { deflatedSharpeRatio: 'fewer than 10 trades' } });
  });
});

describe('bootstrap intervals of a backtest', () => {
  it('hold the result, and repeat with the seed', () => {
    const { bootstrap, avgPnl, maxDrawdown } = statsOf(month, { bootstrap: { seed: 11 } });
    expect(bootstrap!.meanPnl.low).toBeLessThan(avgPnl!);
    expect(bootstrap!.meanPnl.high).toBeGreaterThan(avgPnl!);
    expect(bootstrap!.maxDrawdown.high).toBeGreaterThan(maxDrawdown!);
    expect(statsOf(month, { bootstrap: { seed: 11 } }).bootstrap).toEqual(bootstrap);
  });

  it('do not depend on the order in which trades arrive', () => {
    const fold = new BacktestFold();
    for (const row of daily(...month).toReversed()) fold.add(row, row);
    expect(fold.statistics({ bootstrap: { seed: 11 } }).bootstrap).toEqual(statsOf(month, { bootstrap: { seed: 11 } }).bootstrap);
  });

  it('are drawn only when asked for, and not from few trades or results that are no numbers', () => {
    expect(statsOf(month)).toMatchObject({ bootstrap: null, reasons: { bootstrap: 'not asked for' } });
    expect(statsOf([1, 2], { bootstrap: { seed: 1 } })).toMatchObject({ bootstrap: null, reasons: { bootstrap: 'fewer than 10 trades' } });
    expect(statsOf([...month, Number.NaN], { bootstrap: { seed: 1 } })).toMatchObject({ bootstrap: null, reasons: { bootstrap: 'a result is no finite number' } });
  });
});
