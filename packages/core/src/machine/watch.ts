import type { EngineState } from '../signal/state.ts';
import type { Price, TimestampMs } from '../units.ts';
import type { Rules } from './rules.ts';

/** What could change a resting state: a price reached from below or from above, or an instant. */
export interface Watch {
  readonly above: Price;
  readonly below: Price;
  readonly atMs: TimestampMs;
}

/**
 * What a state waits for, or `null` where every candle has to be stepped: before anything rests, and on the candle that
 * filled a waiting entry, which has rules of its own (decision 13).
 */
export function watchOf(state: EngineState, rules: Rules): Watch | null {
  if (state.kind === 'scheduled' && state.orderId === null) {
    const { side, entryPrice } = state.plan;
    return side === 'long'
      ? { above: Infinity, below: entryPrice, atMs: state.expiresAtMs }
      : { above: entryPrice, below: -Infinity, atMs: state.expiresAtMs };
  }
  if ((state.kind !== 'opened' && state.kind !== 'active') || state.exitOrderId !== null) return null;
  const { plan, expiresAtMs } = state.position;
  if (state.kind === 'opened' && plan.waits && rules.trigger === 'candle-range') return null;
  return plan.side === 'long'
    ? { above: plan.takeProfitPrice, below: plan.stopLossPrice, atMs: expiresAtMs }
    : { above: plan.stopLossPrice, below: plan.takeProfitPrice, atMs: expiresAtMs };
}
