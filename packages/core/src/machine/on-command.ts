import type { Open, Scheduled, EngineState } from '../signal/state.ts';
import type { CancelReason } from '../signal/event.ts';
import { quiet, type Stepped } from './effect.ts';
import type { Input } from './input.ts';
import { exitAt } from './judge.ts';
import { cancel, leave } from './on-tick.ts';
import type { Rules } from './rules.ts';

type Command = Extract<Input, { kind: 'command' }>;
type End = Extract<Input, { kind: 'end' }>;

/**
 * Somebody intervenes. `stop` lets an open position live to its end and drops a waiting entry (decision 20); `cancel`
 * drops a waiting entry; `close` leaves the market at the given price as well.
 */
export function onCommand(state: EngineState, input: Command, rules: Rules): Stepped {
  if (state.kind === 'scheduled') return drop(state, input.command === 'stop' ? 'stopped' : 'command', input);
  if (input.command === 'close' && (state.kind === 'opened' || state.kind === 'active')) return closeNow(state, input, rules);
  return quiet(state);
}

function closeNow(state: Open, { price, nowMs, seq, reasonText }: Command, rules: Rules): Stepped {
  if (state.exitOrderId !== null) return quiet(state);
  return leave(state, state.position, exitAt('command', price, nowMs, state.position, false, reasonText), { seq }, rules);
}

/** No more candles will come: what is open closes at the last VWAP, what waits is given up (decision 8). */
export function onEnd(state: EngineState, { price, nowMs, seq }: End, rules: Rules): Stepped {
  if (state.kind === 'scheduled') return drop(state, 'timeout', { price, nowMs }, true);
  if ((state.kind === 'opened' || state.kind === 'active') && state.exitOrderId === null) {
    return leave(state, state.position, exitAt('time-expired', price, nowMs, state.position, true), { seq }, rules);
  }
  return quiet(state);
}

function drop(state: Scheduled, reason: CancelReason, { price, nowMs }: Pick<Command, 'price' | 'nowMs'>, truncated = false): Stepped {
  const cancelled = cancel(state, reason, nowMs, { nowMs }, price, truncated);
  if (state.orderId === null) return cancelled;
  return { ...cancelled, effects: [{ kind: 'withdraw', orderId: state.orderId }, { kind: 'release', plan: state.plan }, ...cancelled.effects] };
}
