import type { RunEvent } from '@tradewright/core/run';
import { decisions } from '../law.ts';

/** When a run came to know of an event; `null` for remarks on the data. */
export function knownAt(event: RunEvent): number | null {
  if (event.kind === 'failed') return event.atMs;
  return 'knownAtMs' in event ? event.knownAtMs : null;
}

/** What was decided by the market. Ends forced by the end of the data are no decisions. */
export function decided(events: readonly RunEvent[]): RunEvent[] {
  return decisions(events).filter((event) => !(event.kind === 'closed' && event.trade.truncated) && !(event.kind === 'cancelled' && event.truncated));
}

/** The same, but only what was known before an instant. */
export function decidedBefore(events: readonly RunEvent[], atMs: number): RunEvent[] {
  return decided(events).filter((event) => (knownAt(event) ?? Infinity) < atMs);
}

/** The same, but with what became known at the instant itself: nothing of it lies in a candle that opens there. */
export function decidedUntil(events: readonly RunEvent[], atMs: number): RunEvent[] {
  return decidedBefore(events, atMs + 1);
}
