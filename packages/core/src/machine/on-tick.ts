import type { PriceRange } from '../market/candle.ts';
import type { CancelReason } from '../signal/event.ts';
import type { ExitDecision } from '../signal/exit.ts';
import type { Position } from '../signal/position.ts';
import type { Cancelled, Closed, EngineState, Idle, Open, Scheduled } from '../signal/state.ts';
import type { Price, TimestampMs } from '../units.ts';
import { quiet, type Effect, type Stepped } from './effect.ts';
import type { Input, Tick } from './input.ts';
import { enteredInside, exitAt, judgeCandle, judgePrice } from './judge.ts';
import { progressed } from './partial.ts';
import type { Rules } from './rules.ts';

type TickInput = Tick & Pick<Input, 'nowMs' | 'seq'>;

const ASK: readonly Effect[] = [{ kind: 'ask' }];
const NONE: readonly Effect[] = [];

/** Time passes: the one input that comes by itself. */
export function onTick(state: EngineState, tick: TickInput, rules: Rules): Stepped {
  switch (state.kind) {
    case 'scheduled':
      return state.orderId === null ? waitForEntry(state, tick, rules) : quiet(state);
    case 'opened':
    case 'active':
      return state.exitOrderId === null ? watchPosition(state, tick, rules) : quiet(state);
    default: {
      const asked = tick.frame && tick.price !== null ? askedAt(state, tick.nowMs, rules) : null;
      return asked === null ? quiet(state) : { state: asked, effects: ASK };
    }
  }
}

/** The state after an ask at a frame that has a price, or `null` where the strategy may not be asked. */
export function askedAt(state: Idle | Closed | Cancelled, nowMs: TimestampMs, rules: Rules): Idle | null {
  if (nowMs < state.nextAskMs) return null;
  // Under the VWAP the tick that ended a signal is used up (decision 13); a candle's end leaves its instant free.
  if (state.kind !== 'idle' && rules.trigger === 'vwap' && nowMs === state.endedAtMs) return null;
  return { kind: 'idle', nextAskMs: nowMs + rules.askEveryMs };
}

function waitForEntry(state: Scheduled, tick: TickInput, rules: Rules): Stepped {
  const { plan } = state;
  const { candle, price, nowMs } = tick;
  if (rules.trigger === 'candle-range') {
    if (candle !== null && livesThrough(candle, plan.createdAtMs, state.expiresAtMs, rules) && touches(candle, plan)) {
      const gapped = plan.side === 'long' ? candle.open <= plan.stopLossPrice : candle.open >= plan.stopLossPrice;
      return gapped ? cancel(state, 'stop-loss', candle.openTimeMs, tick, price ?? candle.close) : activate(state, candle.openTimeMs);
    }
  } else if (candle !== null && price !== null && nowMs > plan.createdAtMs && nowMs < state.expiresAtMs) {
    if (plan.side === 'long' ? price <= plan.stopLossPrice : price >= plan.stopLossPrice) return cancel(state, 'stop-loss', nowMs, tick, price);
    if (plan.side === 'long' ? price <= plan.entryPrice : price >= plan.entryPrice) return activate(state, nowMs);
  }
  return nowMs >= state.expiresAtMs && price !== null ? cancel(state, 'timeout', nowMs, tick, price) : quiet(state);
}

function touches(candle: PriceRange, plan: Scheduled['plan']): boolean {
  return plan.side === 'long' ? candle.low <= plan.entryPrice : candle.high >= plan.entryPrice;
}

/** Whether a candle began at or after `fromMs` and had closed by `untilMs`. */
function livesThrough(candle: PriceRange, fromMs: TimestampMs, untilMs: TimestampMs, rules: Rules): boolean {
  return candle.openTimeMs >= fromMs && candle.openTimeMs + rules.candleMs <= untilMs;
}

function activate(state: Scheduled, atMs: TimestampMs): Stepped {
  return { state, effects: [{ kind: 'admit', at: 'activation', plan: state.plan, atMs, price: state.plan.entryPrice }] };
}

/** Ends a waiting signal. */
export function cancel(state: Scheduled, reason: CancelReason, atMs: TimestampMs, { nowMs }: { readonly nowMs: TimestampMs }, price: Price, truncated = false): Stepped {
  const { plan, nextAskMs } = state;
  return {
    state: { kind: 'cancelled', plan, reason, endedAtMs: nowMs, nextAskMs },
    effects: [{ kind: 'emit', event: { kind: 'cancelled', plan, reason, truncated, atMs, knownAtMs: nowMs, price } }],
  };
}

function watchPosition(state: Open, tick: TickInput, rules: Rules): Stepped {
  const { candle, price, nowMs, passed } = tick;
  let position = passed === null ? state.position : widened(state.position, passed.highestPrice, passed.lowestPrice);
  if (candle !== null && candle.openTimeMs >= position.openedAtMs) {
    const inLife = candle.openTimeMs + rules.candleMs <= position.expiresAtMs;
    if (rules.trigger === 'candle-range' && inLife) {
      const verdict = judgeCandle(position, candle, rules);
      if (verdict === 'doubt') position = { ...position, ambiguous: true };
      else if (verdict !== null) return leave(state, position, verdict, tick, rules);
    }
    if (inLife) position = lived(position, candle, rules);
    if (rules.trigger === 'vwap' && price !== null && nowMs < position.expiresAtMs) {
      const decision = judgePrice(position, price, nowMs);
      if (decision !== null) return leave(state, position, decision, tick, rules);
    }
  }
  if (nowMs >= position.expiresAtMs && price !== null) return leave(state, position, exitAt('time-expired', price, nowMs, position), tick, rules);
  if (candle === null || candle.openTimeMs < position.openedAtMs) return stay(state, state.kind, position, NONE);
  const atMs = rules.trigger === 'vwap' ? nowMs : candle.openTimeMs;
  const told = tick.progressPrice === null ? null : progressed(position, tick.progressPrice, rules.partials, atMs, nowMs);
  return told === null ? stay(state, 'active', position, NONE) : stay(state, 'active', told.position, told.effects);
}

function stay(state: Open, kind: Open['kind'], position: Position, effects: readonly Effect[]): Stepped {
  if (position === state.position && kind === state.kind) return quiet(state);
  return { state: { kind, position, exitOrderId: null, nextAskMs: state.nextAskMs }, effects };
}

/** What a candle adds to the extremes. Of one that filled the entry on its way, the good side may have come before. */
function lived(position: Position, candle: PriceRange, rules: Rules): Position {
  if (rules.trigger === 'vwap' || !enteredInside(position, candle)) return widened(position, candle.high, candle.low);
  return position.plan.side === 'long' ? widened(position, candle.close, candle.low) : widened(position, candle.high, candle.close);
}

function widened(position: Position, high: Price, low: Price): Position {
  const highestPrice = high > position.highestPrice ? high : position.highestPrice;
  const lowestPrice = low < position.lowestPrice ? low : position.lowestPrice;
  if (highestPrice === position.highestPrice && lowestPrice === position.lowestPrice) return position;
  return { ...position, highestPrice, lowestPrice };
}

/** Orders the exit; the position closes when it is filled. */
export function leave(state: Open, position: Position, exit: ExitDecision, { seq }: { readonly seq: number }, rules: Rules): Stepped {
  const { plan, entry } = position;
  const id = `${rules.key}:${seq}`;
  return {
    state: { kind: state.kind, position: { ...position, exit }, exitOrderId: id, nextAskMs: state.nextAskMs },
    effects: [{ kind: 'place', order: { id, leg: 'exit', side: plan.side, price: exit.price, quantity: entry.quantity, atMs: exit.atMs } }],
  };
}
