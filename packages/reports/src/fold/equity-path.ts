import { DAY_MS, type TimestampMs } from '@tradewright/core';
import { DailyReturns } from '../metric/daily-returns.ts';
import { Drawdown } from '../metric/drawdown.ts';
import { Streaks } from '../metric/streaks.ts';
import { finite } from '../number/finite.ts';
import type { ReturnShape } from '../number/sample.ts';
import type { TradeFold } from './trade-fold.ts';

/** Below so many trades or days a yearly figure says nothing and is `null`. */
export const MIN_TRADES = 10;
export const MIN_DAYS = 14;

/** What a run covered, half-open. */
export interface Period {
  readonly fromMs: TimestampMs;
  readonly toMs: TimestampMs;
}

/** What equity went through, trade by trade. */
export interface EquityPath {
  /** From the first opening, or the period's begin, to the last close, or the period's end. */
  readonly lengthMs: number;
  /** UTC days touched by that. */
  readonly days: number;
  /** Whether trades and days are enough for yearly figures. */
  readonly isEnough: boolean;
  readonly drawdown: Drawdown;
  /** Percent; `null` without trades, or where a result among them is no number. */
  readonly maxDrawdown: number | null;
  readonly streaks: Streaks;
  /** `null` where they are not. */
  readonly returns: ReturnShape | null;
}

/** @param period what the run covered; without it, the first opening to the last close. A position that outlives it makes it longer. */
export function equityPath(fold: TradeFold, period?: Period): EquityPath {
  const { pnl, closedAtMs } = fold.inOrder();
  const fromMs = Math.min(fold.span.firstOpenMs, period?.fromMs ?? Infinity);
  const toMs = Math.max(fold.span.lastCloseMs, period?.toMs ?? -Infinity);
  const lastMs = Math.max(fold.span.lastCloseMs, (period?.toMs ?? -Infinity) - 1);
  const days = Math.floor(lastMs / DAY_MS) - Math.floor(fromMs / DAY_MS) + 1;
  const [drawdown, streaks, daily] = [new Drawdown(fold.span.firstOpenMs), new Streaks(), new DailyReturns()];
  for (let i = 0; i < pnl.length; i++) {
    drawdown.add(pnl[i]!, closedAtMs[i]!);
    streaks.add(pnl[i]!);
    daily.add(pnl[i]!, closedAtMs[i]!);
  }
  const isEnough = Number.isFinite(days) && days >= MIN_DAYS && fold.count >= MIN_TRADES;
  const isKnown = fold.count > 0 && Number.isFinite(drawdown.growth);
  return {
    lengthMs: toMs - fromMs,
    days,
    isEnough,
    drawdown,
    maxDrawdown: isKnown ? finite(drawdown.deepest?.percent ?? 0) : null,
    streaks,
    returns: isEnough ? daily.over(days) : null,
  };
}
