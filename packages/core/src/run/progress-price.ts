import type { CandleSeries } from '../market/series.ts';
import { hasLevelsLeft } from '../machine/partial.ts';
import type { Rules } from '../machine/rules.ts';
import type { EngineState, Open, Scheduled } from '../signal/state.ts';
import type { Price, TimestampMs } from '../units.ts';

/**
 * The price by which progress is measured: the VWAP, after an activation of candles from the activation's on only, for
 * the position knows nothing of earlier prices (decision 18). `null` where that window is empty.
 */
export function progressPrice(state: EngineState, nowMs: TimestampMs, price: Price | null, closed: number, series: CandleSeries): Price | null {
  if ((state.kind !== 'opened' && state.kind !== 'active') || !state.position.plan.waits) return price;
  const { openedAtMs } = state.position;
  if (nowMs >= openedAtMs + series.vwapSpanMs) return price;
  const since = series.vwapSince(openedAtMs, nowMs, closed);
  return since > 0 ? since : null;
}

/** Whether the VWAP by which progress is measured is still a part of the usual one, which alone can be scanned. */
export function measuresAfresh(state: Scheduled | Open, row: number, series: CandleSeries, { partials }: Rules): boolean {
  if (state.kind === 'scheduled' || row >= series.length) return false;
  const { plan, openedAtMs } = state.position;
  return plan.waits && hasLevelsLeft(state.position, partials) && series.openTimeAt(row) < openedAtMs + series.vwapSpanMs;
}

/** A VWAP, which is not a number where its window is empty. */
export function priceOf(vwap: Price): Price | null {
  return vwap > 0 ? vwap : null;
}
