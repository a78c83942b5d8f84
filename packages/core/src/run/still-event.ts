import { progress } from '../signal/excursion.ts';
import type { TriggerPrice } from '../machine/rules.ts';
import type { TradeEvent } from '../signal/event.ts';
import type { EngineState } from '../signal/state.ts';
import type { Price, TimestampMs } from '../units.ts';

/** The event of an instant at which nothing happened; `null` on the very instant of an opening, or of an end that used it up. */
export function stillEvent(state: EngineState, trigger: TriggerPrice, nowMs: TimestampMs, price: Price, progressPrice: Price = price): TradeEvent | null {
  const stamps = { atMs: nowMs, knownAtMs: nowMs, price };
  switch (state.kind) {
    case 'idle':
      return { kind: 'idle', ...stamps };
    case 'scheduled':
      return state.plan.createdAtMs === nowMs ? null : { kind: 'waiting', plan: state.plan, ...stamps };
    case 'opened':
    case 'active':
      return state.position.openedAtMs === nowMs ? null : { kind: 'active', position: state.position, ...progress(state.position.plan, progressPrice), ...stamps, price: progressPrice };
    default:
      // Under the VWAP the instant of an end is used up by it (decision 13).
      return trigger === 'vwap' && state.endedAtMs === nowMs ? null : { kind: 'idle', ...stamps };
  }
}
