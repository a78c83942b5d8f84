import type { Position } from '../signal/position.ts';
import type { Open, Scheduled, EngineState } from '../signal/state.ts';
import { tradeOf } from '../signal/trade.ts';
import { quiet, type Stepped } from './effect.ts';
import type { Input } from './input.ts';
import { cancel } from './on-tick.ts';
import type { Rules } from './rules.ts';

type FillInput = Extract<Input, { kind: 'fill' }>;
type RejectInput = Extract<Input, { kind: 'reject' }>;

/** An order was executed. A fill of an order this state does not wait for is a repetition and changes nothing. */
export function onFill(state: EngineState, input: FillInput, rules: Rules): Stepped {
  const { orderId } = input.fill;
  if (state.kind === 'scheduled' && state.orderId === orderId) return open(state, input);
  if ((state.kind === 'opened' || state.kind === 'active') && state.exitOrderId === orderId) return close(state, input, rules);
  return quiet(state);
}

function open(state: Scheduled, { fill, nowMs }: FillInput): Stepped {
  const { plan, nextAskMs } = state;
  const position: Position = {
    plan,
    entry: fill,
    openedAtMs: fill.atMs,
    expiresAtMs: fill.atMs + plan.lifetimeMs,
    highestPrice: fill.quotedPrice,
    lowestPrice: fill.quotedPrice,
    ambiguous: false,
    profitLevels: 0,
    lossLevels: 0,
    exit: null,
  };
  return {
    state: { kind: 'opened', position, exitOrderId: null, nextAskMs },
    effects: [{ kind: 'emit', event: { kind: 'opened', position, atMs: fill.atMs, knownAtMs: nowMs, price: fill.quotedPrice } }],
  };
}

function close(state: Open, { fill, nowMs }: FillInput, rules: Rules): Stepped {
  const { position, nextAskMs } = state;
  const decision = position.exit;
  if (decision === null) return quiet(state);
  const trade = tradeOf(position, fill, decision, rules.costs.slippageFrac);
  return {
    state: { kind: 'closed', trade, endedAtMs: nowMs, nextAskMs },
    effects: [{ kind: 'emit', event: { kind: 'closed', trade, atMs: trade.closedAtMs, knownAtMs: nowMs, price: fill.quotedPrice } }],
  };
}

/** An order was turned down: an entry ends the signal, an exit is decided anew at the next tick. */
export function onReject(state: EngineState, { orderId, nowMs, price }: RejectInput): Stepped {
  if (state.kind === 'scheduled' && state.orderId === orderId) {
    const cancelled = cancel(state, 'rejected', nowMs, { nowMs }, price);
    return { ...cancelled, effects: [{ kind: 'release', plan: state.plan }, ...cancelled.effects] };
  }
  if ((state.kind === 'opened' || state.kind === 'active') && state.exitOrderId === orderId) {
    return quiet({ kind: state.kind, position: { ...state.position, exit: null }, exitOrderId: null, nextAskMs: state.nextAskMs });
  }
  return quiet(state);
}
