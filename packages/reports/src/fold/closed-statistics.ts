import { DAY_MS } from '@tradewright/core';
import { annualizedSharpeRatio, certaintyRatio, expectancy, expectedYearlyReturns, profitFactor, sharpeRatio, winRate } from '../metric/seed-ratios.ts';
import { finite, ratio } from '../number/finite.ts';
import { deviationOf } from '../number/sample.ts';
import { Sum, sumOf } from '../number/sum.ts';
import type { Columns } from './trade-columns.ts';

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
  readonly profitFactor: number | null;
  /** Percent a trade. */
  readonly expectancy: number | null;
  readonly avgWin: number | null;
  /** Negative. */
  readonly avgLoss: number | null;
}

export function closedStatistics({ pnl, openedAtMs, closedAtMs }: Columns): ClosedStatistics {
  const { length } = pnl;
  const { wins, losses, winCount, lossCount } = split(pnl);
  const totalPnl = length === 0 ? null : finite(sumOf(pnl));
  const avgPnl = ratio(totalPnl, length);
  const stdDev = avgPnl === null ? null : deviationOf(pnl, avgPnl);
  const sharpe = sharpeRatio(avgPnl, stdDev);
  const [avgWin, avgLoss] = [ratio(wins, winCount), ratio(losses, lossCount)];
  return {
    winCount,
    lossCount,
    winRate: winRate(winCount, length),
    avgPnl,
    totalPnl,
    stdDev,
    sharpeRatio: sharpe,
    annualizedSharpeRatio: annualizedSharpeRatio(sharpe),
    certaintyRatio: certaintyRatio(avgWin, avgLoss),
    expectedYearlyReturns: expectedYearlyReturns(avgPnl, ratio(heldMs(openedAtMs, closedAtMs), length * DAY_MS)),
    profitFactor: profitFactor(winCount === 0 ? null : wins, losses),
    expectancy: expectancy(ratio(winCount, length), avgWin, ratio(lossCount, length), avgLoss),
    avgWin,
    avgLoss,
  };
}

/** Sums and counts of wins and of losses; a break-even is neither. */
function split(pnl: Float64Array): { readonly wins: number; readonly losses: number; readonly winCount: number; readonly lossCount: number } {
  const [wins, losses] = [new Sum(), new Sum()];
  let [winCount, lossCount] = [0, 0];
  for (let i = 0; i < pnl.length; i++) {
    const result = pnl[i]!;
    if (result > 0) {
      wins.add(result);
      winCount += 1;
    } else if (result < 0) {
      losses.add(result);
      lossCount += 1;
    }
  }
  return { wins: wins.value, losses: losses.value, winCount, lossCount };
}

/** Holding times of all trades together. */
function heldMs(openedAtMs: Float64Array, closedAtMs: Float64Array): number | null {
  const held = new Sum();
  for (let i = 0; i < closedAtMs.length; i++) held.add(closedAtMs[i]! - openedAtMs[i]!);
  return finite(held.value);
}
