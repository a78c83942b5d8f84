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

/** The present decides. What nobody has looked at only counts for how far the price has been from the entry. */
export function judgeNow({ stepper, holding }: Engine, series: CandleSeries, living: Living, whenMs: TimestampMs): Advance {
  if (living.kind !== 'scheduled') {
    const { plan, openedAtMs, expiresAtMs } = living.position;
    const from = series.closedBy(Math.max(holding.nextCandleMs(plan), openedAtMs) + series.stepMs - 1);
    const to = series.closedBy(Math.min(whenMs, expiresAtMs));
    if (to > from) {
      const { high, low } = series.extremes(from, to);
      void stepper.tick(whenMs, null, null, null, false, { highestPrice: high, lowestPrice: low });
    }
  }
  return holding.judgeNow(living, whenMs);
}
