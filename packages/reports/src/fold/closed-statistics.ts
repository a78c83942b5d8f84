import { DAY_MS } from '@tradewright/core';
import { finite, ratio } from '../number/finite.ts';
import { annualizedSharpeRatio, certaintyRatio, expectedYearlyReturns, sharpeRatio, winRate } from '../metric/seed-ratios.ts';
import type { TradeFold } from './trade-fold.ts';

/** The seeds' statistics over all closed trades. Results are percent; `null` where the sample is too small for a value. */
export interface ClosedStatistics {
  readonly winCount: number;
  readonly lossCount: number;
  /** Percent. */
  readonly winRate: number | null;
  readonly avgPnl: number | null;
  /** Sum of the trades' percents. */
  readonly totalPnl: number | null;
  /** Sample deviation (n − 1). */
  readonly stdDev: number | null;
  /** Per trade. */
  readonly sharpeRatio: number | null;
  readonly annualizedSharpeRatio: number | null;
  readonly certaintyRatio: number | null;
  /** Percent a year. */
  readonly expectedYearlyReturns: number | null;
}

export function closedStatistics(fold: TradeFold): ClosedStatistics {
  const avgPnl = fold.pnl.mean();
  const stdDev = fold.pnl.deviation();
  const sharpe = sharpeRatio(avgPnl, stdDev);
  return {
    winCount: fold.wins.count,
    lossCount: fold.losses.count,
    winRate: winRate(fold.wins.count, fold.count),
    avgPnl,
    totalPnl: fold.pnl.sum(),
    stdDev,
    sharpeRatio: sharpe,
    annualizedSharpeRatio: annualizedSharpeRatio(sharpe),
    certaintyRatio: certaintyRatio(fold.wins.mean(), fold.losses.mean()),
    expectedYearlyReturns: expectedYearlyReturns(avgPnl, ratio(finite(fold.durationMs), fold.count * DAY_MS)),
  };
}
