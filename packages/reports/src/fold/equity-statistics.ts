import type { TimestampMs } from '@tradewright/core';
import { calmarRatio, compoundGrowth, dailySharpe, dailySortino } from '../metric/daily-ratios.ts';
import { finite } from '../number/finite.ts';
import type { ReturnShape } from '../number/sample.ts';
import type { EquityPath } from './equity-path.ts';
import type { TradeFold } from './trade-fold.ts';

/** What the result would be with every ambiguous trade at its stop, and at its target (decision 11). Percent. */
export interface PnlInterval {
  readonly low: number | null;
  readonly high: number | null;
  readonly ambiguousCount: number;
  readonly label: 'exact' | 'first-order';
}

/**
 * Statistics of equity over time, each trade taken with the whole of it and booked at its close. Beside the seeds' own,
 * because those look at trades, not at time (decision 29). Percent where not a ratio; `null` where the sample is too small.
 */
export interface EquityStatistics {
  readonly dailySharpeRatio: number | null;
  readonly dailySortinoRatio: number | null;
  readonly calmarRatio: number | null;
  /** Compound yearly growth, percent. */
  readonly cagr: number | null;
  /** Of equity per UTC day, days at rest included. */
  readonly dailyReturns: ReturnShape | null;
  /** Percent of the peak, 0 to 100. */
  readonly maxDrawdown: number | null;
  readonly maxDrawdownPeakAtMs: TimestampMs | null;
  readonly maxDrawdownTroughAtMs: TimestampMs | null;
  readonly maxDrawdownRecoveredAtMs: TimestampMs | null;
  /** From the trough until equity stood at the peak again. */
  readonly maxDrawdownRecoveryMs: number | null;
  readonly maxWinStreak: number;
  readonly maxLossStreak: number;
  readonly pnlInterval: PnlInterval;
  /** Trades that ended because the data did. */
  readonly truncatedCount: number;
}

export function equityStatistics(fold: TradeFold, path: EquityPath, totalPnl: number | null, label: PnlInterval['label']): EquityStatistics {
  return {
    ...yearly(path),
    ...fall(path),
    maxWinStreak: path.streaks.longestWin,
    maxLossStreak: path.streaks.longestLoss,
    pnlInterval: intervalOf(fold, totalPnl, label),
    truncatedCount: fold.truncatedCount,
  };
}

type Yearly = Pick<EquityStatistics, 'dailySharpeRatio' | 'dailySortinoRatio' | 'calmarRatio' | 'cagr' | 'dailyReturns'>;

function yearly({ returns, days, drawdown, maxDrawdown }: EquityPath): Yearly {
  if (returns === null) return { dailySharpeRatio: null, dailySortinoRatio: null, calmarRatio: null, cagr: null, dailyReturns: null };
  const cagr = compoundGrowth(drawdown.growth, days);
  return {
    dailySharpeRatio: dailySharpe(returns),
    dailySortinoRatio: dailySortino(returns),
    calmarRatio: calmarRatio(cagr, maxDrawdown),
    cagr,
    dailyReturns: returns,
  };
}

type Fall = Pick<EquityStatistics, 'maxDrawdown' | 'maxDrawdownPeakAtMs' | 'maxDrawdownTroughAtMs' | 'maxDrawdownRecoveredAtMs' | 'maxDrawdownRecoveryMs'>;

function fall({ maxDrawdown, drawdown }: EquityPath): Fall {
  const deepest = maxDrawdown === null ? null : drawdown.deepest;
  const troughAtMs = finite(deepest?.troughAtMs ?? null);
  const recoveredAtMs = finite(deepest?.recoveredAtMs ?? null);
  return {
    maxDrawdown,
    maxDrawdownPeakAtMs: finite(deepest?.peakAtMs ?? null),
    maxDrawdownTroughAtMs: troughAtMs,
    maxDrawdownRecoveredAtMs: recoveredAtMs,
    maxDrawdownRecoveryMs: troughAtMs === null || recoveredAtMs === null ? null : recoveredAtMs - troughAtMs,
  };
}

function intervalOf(fold: TradeFold, totalPnl: number | null, label: PnlInterval['label']): PnlInterval {
  const { below, above } = fold.shifts;
  const shifted = (by: number): number | null => (totalPnl === null ? null : finite(totalPnl + by));
  return { low: shifted(below), high: shifted(above), ambiguousCount: fold.ambiguousCount, label };
}
