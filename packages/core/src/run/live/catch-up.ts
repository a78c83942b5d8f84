import type { CandleSeries } from '../../market/series.ts';
import type { TimestampMs } from '../../units.ts';
import type { Advance } from '../advance.ts';
import type { Engine } from '../engine.ts';
import { planOf, type Living } from './living.ts';

/** Candles that come so late that a signal is younger than they are say nothing about it. */
export function passOverEarlier({ holding }: Engine, living: Living): void {
  const plan = planOf(living);
  if (holding.nextCandleMs(plan) < plan.createdAtMs) holding.resume(plan, plan.createdAtMs);
}

/**
 * After a while in which nobody looked the present decides: the newest candle, or time that was over before it. Those
 * before it only count for how far the price has been from the entry.
 */
export function leaveToPresent({ stepper, holding }: Engine, series: CandleSeries, living: Living, whenMs: TimestampMs): Advance {
  const plan = planOf(living);
  const nextMs = holding.nextCandleMs(plan);
  const newest = series.closedBy(whenMs) - 1;
  const newestMs = newest < 0 ? nextMs : series.openTimeAt(newest);
  if (newestMs <= nextMs) return 'moved';
  const { openedAtMs = Infinity, expiresAtMs } = living.kind === 'scheduled' ? { expiresAtMs: living.expiresAtMs } : living.position;
  const from = series.closedBy(Math.max(nextMs, openedAtMs) + series.stepMs - 1);
  const to = Math.min(newest, series.closedBy(expiresAtMs));
  if (to > from) {
    const { high, low } = series.extremes(from, to);
    void stepper.tick(whenMs, null, null, null, false, { highestPrice: high, lowestPrice: low });
  }
  if (expiresAtMs <= newestMs) return holding.judgeNow(living, whenMs);
  holding.resume(plan, newestMs);
  return 'moved';
}
