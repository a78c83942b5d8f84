import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTrades, daily } from '../../test/rows.ts';
import type { ClosedRow } from '../row/closed-row.ts';
import { BacktestFold } from './backtest.ts';
import { HeatFold } from './heat.ts';

function foldOf(...rows: readonly ClosedRow[]): HeatFold {
  const fold = new HeatFold();
  for (const row of rows) fold.add(row);
  return fold;
}

const on = (symbol: string, ...pnls: readonly number[]): ClosedRow[] => daily(...pnls).map((row) => ({ ...row, symbol }));

describe('the heat map', () => {
  it('describes a symbol by its trades in time order', () => {
    // 1.1 · 0.9 · 1.1 · 0.5 = 0.5445 after a peak of 1.1: a fall of 50.5 %.
    expect(foldOf(...on('BTCUSDT', 10, -10, 10, -50, 0, 5, 5)).statistics().symbols[0]).toEqual({
      symbol: 'BTCUSDT',
      totalPnl: -30,
      sharpeRatio: expect.closeTo(-30 / 7 / Math.sqrt((2850 - 900 / 7) / 6), 12),
      maxDrawdown: expect.closeTo(50.5, 12),
      totalTrades: 7,
      winCount: 4,
      lossCount: 2,
      winRate: 400 / 7,
      avgPnl: -30 / 7,
      stdDev: expect.closeTo(Math.sqrt((2850 - 900 / 7) / 6), 12),
      profitFactor: 0.5,
      avgWin: 7.5,
      avgLoss: -30,
      maxWinStreak: 2,
      maxLossStreak: 1,
      expectancy: expect.closeTo((4 / 7) * 7.5 - (2 / 7) * 30, 12),
    });
  });

  it('finds the same drawdown when trades arrive newest first', () => {
    expect(foldOf(...on('BTCUSDT', 10, -10, 10, -50).toReversed()).statistics().symbols[0]?.maxDrawdown).toBeCloseTo(50.5, 12);
  });

  it('puts the best Sharpe ratio first and symbols without one last, by name', () => {
    const fold = foldOf(...on('Z', 1), ...on('A', 1), ...on('LOW', 1, -1, 1), ...on('HIGH', 2, 1, 2));
    expect(fold.statistics().symbols.map(({ symbol }) => symbol)).toEqual(['HIGH', 'LOW', 'A', 'Z']);
  });

  it('pools the trades of all symbols instead of averaging their ratios', () => {
    const { portfolioSharpeRatio, portfolioTotalPnl, portfolioTotalTrades, totalSymbols } = foldOf(...on('A', 2, -1), ...on('B', 3, 0)).statistics();
    expect(portfolioSharpeRatio).toBeCloseTo(Math.sqrt(0.3), 15);
    expect([portfolioTotalPnl, portfolioTotalTrades, totalSymbols]).toEqual([4, 4, 2]);
  });

  it('has no portfolio without trades and no ratio of a single one', () => {
    expect(foldOf().statistics()).toEqual({ symbols: [], totalSymbols: 0, portfolioTotalPnl: null, portfolioSharpeRatio: null, portfolioTotalTrades: 0 });
    expect(foldOf(...on('A', 5)).statistics()).toMatchObject({ portfolioTotalPnl: 5, portfolioSharpeRatio: null });
  });

  it('takes in trades that a backtest has folded', () => {
    const backtest = new BacktestFold();
    for (const row of on('A', 2, -1, 3)) backtest.add(row, row);
    expect(new HeatFold().mergeTrades('A', backtest.trades).statistics()).toEqual(foldOf(...on('A', 2, -1, 3)).statistics());
  });

  it('is the same in any order and any sharding', () => {
    fc.assert(fc.property(anyTrades, fc.nat(60), (rows, cut) => {
      const merged = foldOf(...rows.slice(cut)).merge(foldOf(...rows.slice(0, cut).toReversed()));
      expect(merged.statistics()).toEqual(foldOf(...rows).statistics());
    }));
  });
});
