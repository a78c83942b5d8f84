import type { EngineState } from '../signal/state.ts';
import type { Price, TimestampMs } from '../units.ts';
import { nextLevels } from './partial.ts';
import type { Rules } from './rules.ts';

/** What could change a resting state: a price reached from below or from above, or an instant. */
export interface Watch {
  readonly above: Price;
  readonly below: Price;
  /** VWAPs at which a position comes to its next partial level, where the VWAP is not what decides anyway. */
  readonly vwapAbove: Price;
  readonly vwapBelow: Price;
  readonly atMs: TimestampMs;
}

/**
 * What a state waits for, or `null` where every candle has to be stepped: before anything rests, and on the candle that
 * filled a waiting entry, which has rules of its own (decision 13).
 */
export function watchOf(state: EngineState, rules: Rules): Watch | null {
  if (state.kind === 'scheduled' && state.orderId === null) {
    const { side, entryPrice } = state.plan;
    const [above, below] = side === 'long' ? [Infinity, entryPrice] : [entryPrice, -Infinity];
    return { above, below, vwapAbove: Infinity, vwapBelow: -Infinity, atMs: state.expiresAtMs };
  }
  if ((state.kind !== 'opened' && state.kind !== 'active') || state.exitOrderId !== null) return null;
  const { plan, expiresAtMs } = state.position;
  if (state.kind === 'opened' && plan.waits && rules.trigger === 'candle-range') return null;
  const [above, below] = plan.side === 'long' ? [plan.takeProfitPrice, plan.stopLossPrice] : [plan.stopLossPrice, plan.takeProfitPrice];
  const levels = nextLevels(state.position, rules.partials);
  return rules.trigger === 'vwap'
    ? { above: Math.min(above, levels.above), below: Math.max(below, levels.below), vwapAbove: Infinity, vwapBelow: -Infinity, atMs: expiresAtMs }
    : { above, below, vwapAbove: levels.above, vwapBelow: levels.below, atMs: expiresAtMs };
}
