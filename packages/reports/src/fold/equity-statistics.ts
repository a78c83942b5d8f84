import { DAY_MS, type TimestampMs } from '@tradewright/core';
import { calmarRatio, compoundGrowth, dailySharpe, dailySortino } from '../metric/daily-ratios.ts';
import { DailyReturns } from '../metric/daily-returns.ts';
import { Drawdown } from '../metric/drawdown.ts';
import { finite } from '../number/finite.ts';
import type { TradeFold } from './trade-fold.ts';

/** Below so many trades or days a yearly figure says nothing and is `null`. */
const MIN_TRADES = 10;
const MIN_DAYS = 14;

export interface StatisticsOptions {
  /** What the run covered, half-open; without it, the first opening to the last close. Days at rest count. */
  readonly period?: { readonly fromMs: TimestampMs; readonly toMs: TimestampMs } | undefined;
  /** `first-order` where a hook, rule or size reads earlier results, so that other results could have led to other trades. */
  readonly intervalLabel?: 'exact' | 'first-order' | undefined;
}

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
  /** Percent of the peak, 0 to 100. */
  readonly maxDrawdown: number | null;
  readonly maxDrawdownPeakAtMs: TimestampMs | null;
  readonly maxDrawdownTroughAtMs: TimestampMs | null;
  readonly maxDrawdownRecoveredAtMs: TimestampMs | null;
  readonly pnlInterval: PnlInterval;
  /** Trades that ended because the data did. */
  readonly truncatedCount: number;
}

export function equityStatistics(fold: TradeFold, options: StatisticsOptions = {}): EquityStatistics {
  const days = daysOf(fold, options.period);
  const drawdown = new Drawdown(fold.span.firstOpenMs);
  const daily = new DailyReturns();
  fold.path.walk((pnl, closedAtMs) => {
    drawdown.add(pnl, closedAtMs);
    daily.add(pnl, closedAtMs);
  });
  const maxDrawdown = maxDrawdownOf(fold, drawdown);
  const deepest = maxDrawdown === null ? null : drawdown.deepest;
  return {
    ...yearly(fold, daily, drawdown.growth, maxDrawdown, days),
    maxDrawdown,
    maxDrawdownPeakAtMs: finite(deepest?.peakAtMs ?? null),
    maxDrawdownTroughAtMs: finite(deepest?.troughAtMs ?? null),
    maxDrawdownRecoveredAtMs: finite(deepest?.recoveredAtMs ?? null),
    pnlInterval: intervalOf(fold, options.intervalLabel ?? 'exact'),
    truncatedCount: fold.truncatedCount,
  };
}

type Yearly = Pick<EquityStatistics, 'dailySharpeRatio' | 'dailySortinoRatio' | 'calmarRatio' | 'cagr'>;

function yearly(fold: TradeFold, daily: DailyReturns, growth: number, maxDrawdown: number | null, days: number): Yearly {
  if (!Number.isFinite(days) || days < MIN_DAYS || fold.count < MIN_TRADES) {
    return { dailySharpeRatio: null, dailySortinoRatio: null, calmarRatio: null, cagr: null };
  }
  const { returns, downside } = daily.end(days);
  const cagr = compoundGrowth(growth, days);
  return {
    dailySharpeRatio: dailySharpe(returns),
    dailySortinoRatio: dailySortino(returns, downside),
    calmarRatio: calmarRatio(cagr, maxDrawdown),
    cagr,
  };
}

/** UTC days touched. A position that outlives the period makes it longer. */
function daysOf(fold: TradeFold, period: StatisticsOptions['period']): number {
  const { firstOpenMs, lastCloseMs } = fold.span;
  const fromMs = Math.min(firstOpenMs, period?.fromMs ?? Infinity);
  const lastMs = Math.max(lastCloseMs, (period?.toMs ?? -Infinity) - 1);
  return Math.floor(lastMs / DAY_MS) - Math.floor(fromMs / DAY_MS) + 1;
}

/** `null` without trades, or where a result among them is no number. */
export function maxDrawdownOf(fold: TradeFold, drawdown: Drawdown): number | null {
  return fold.count === 0 || !Number.isFinite(drawdown.growth) ? null : finite(drawdown.deepest?.percent ?? 0);
}

function intervalOf(fold: TradeFold, label: PnlInterval['label']): PnlInterval {
  const { low, high } = fold.bounds;
  const isEmpty = fold.count === 0;
  return { low: isEmpty ? null : finite(low), high: isEmpty ? null : finite(high), ambiguousCount: fold.ambiguousCount, label };
}
