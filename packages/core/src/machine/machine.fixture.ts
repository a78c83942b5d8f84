import type { PriceRange } from '../market/candle.ts';
import type { TradeEvent } from '../signal/event.ts';
import type { Position } from '../signal/position.ts';
import { slipped } from '../signal/pnl.ts';
import type { Plan, Side, Signal } from '../signal/signal.ts';
import { IDLE, type Cancelled, type Closed, type EngineState, type Open, type Scheduled } from '../signal/state.ts';
import { tradeOf } from '../signal/trade.ts';
import { MINUTE_MS, type Price, type TimestampMs } from '../units.ts';
import type { Effect } from './effect.ts';
import type { Input, Tick } from './input.ts';
import { DEFAULT_RULES, type Rules } from './rules.ts';
import { createStep } from './step.ts';

/** An instant `n` minutes into the day all these tests play on. */
export const minute = (n: number): TimestampMs => Date.UTC(2024, 0, 1) + n * MINUTE_MS;

export const RULES: Rules = { ...DEFAULT_RULES, key: 'run', trigger: 'candle-range', askEveryMs: 5 * MINUTE_MS, costs: { feeFrac: 0, slippageFrac: 0 } };
export const BY_VWAP: Rules = { ...RULES, trigger: 'vwap' };
export const OPTIMIST: Rules = { ...RULES, intrabar: 'take-profit-first' };

/** Stories are told for a long position around 100; for a short one every price is mirrored there. */
export const on = (side: Side, price: Price): Price => (side === 'long' ? price : 200 - price);

/** Entry 100, target 110, stop 95 for a long one; one hour. */
export function plan(side: Side = 'long', over: Partial<Plan> = {}): Plan {
  return {
    id: 'signal-1', side, entryPrice: 100, takeProfitPrice: on(side, 110), stopLossPrice: on(side, 95), lifetimeMs: 60 * MINUTE_MS, note: '',
    createdAtMs: minute(0), waits: false, ...over,
  };
}

/** The signal behind `plan`, entered at once. */
export function signal(side: Side = 'long', over: Partial<Signal> = {}): Signal {
  return { side, takeProfitPrice: on(side, 110), stopLossPrice: on(side, 95), lifetimeMinutes: 60, ...over };
}

/** An entry at 100 that waits since minute 0. */
export function scheduled(side: Side = 'long', over: Partial<Scheduled> = {}): Scheduled {
  return { kind: 'scheduled', plan: plan(side, { waits: true }), expiresAtMs: minute(120), orderId: null, nextAskMs: minute(5), ...over };
}

export function position(side: Side = 'long', over: Partial<Position> = {}): Position {
  const openedAtMs = over.openedAtMs ?? minute(0);
  return {
    plan: plan(side), entry: { orderId: 'run:1', atMs: openedAtMs, quotedPrice: 100, price: 100, quantity: 1, feeFrac: 0 }, openedAtMs,
    expiresAtMs: openedAtMs + 60 * MINUTE_MS, highestPrice: 100, lowestPrice: 100, ambiguous: false, profitLevels: 0, lossLevels: 0, exit: null, ...over,
  };
}

/** A position opened at minute 0 at 100. */
export function open(side: Side = 'long', over: Partial<Position> = {}, kind: Open['kind'] = 'opened'): Open {
  return { kind, position: position(side, over), exitOrderId: null, nextAskMs: minute(5) };
}

/** A position whose exit order is out. */
export function leaving(kind: Open['kind'] = 'active'): Open {
  const exit = { reason: 'stop-loss', price: 95, atMs: minute(3), ambiguous: false, stopPrice: 95, truncated: false, reasonText: null } as const;
  return { ...open('long', { exit }, kind), exitOrderId: 'run:7' };
}

export function closed(endedAtMs: TimestampMs = minute(4)): Closed {
  const { position: held } = leaving();
  const fill = { orderId: 'run:7', atMs: minute(3), quotedPrice: 95, price: 95, quantity: 1, feeFrac: 0 };
  return { kind: 'closed', trade: tradeOf(held, fill, held.exit!, 0), endedAtMs, nextAskMs: minute(1) };
}

export function cancelled(endedAtMs: TimestampMs = minute(4)): Cancelled {
  return { kind: 'cancelled', plan: plan('long', { waits: true }), reason: 'timeout', endedAtMs, nextAskMs: minute(1) };
}

/** Every state there is, those that wait for an order apart. */
export const STATES: Readonly<Record<string, EngineState>> = {
  idle: IDLE,
  'scheduled, waiting for its price': scheduled(),
  'scheduled, waiting for its order': scheduled('long', { orderId: 'run:7' }),
  opened: open('long', {}, 'opened'),
  active: open('long', {}, 'active'),
  'opened, waiting for its exit order': leaving('opened'),
  'active, waiting for its exit order': leaving('active'),
  closed: closed(),
  cancelled: cancelled(),
};

/** The candle of minute `n`, told for a long position: open, high, low, close. */
export function candle(n: number, [o, h, l, c]: readonly [number, number, number, number], side: Side = 'long'): PriceRange {
  const [high, low] = side === 'long' ? [h, l] : [l, h];
  return { openTimeMs: minute(n), open: on(side, o), high: on(side, high), low: on(side, low), close: on(side, c) };
}

/** The instant at which a candle has closed. */
export function tickOf(judged: PriceRange, over: Partial<Omit<Tick, 'kind'>> = {}): Input {
  return { kind: 'tick', nowMs: judged.openTimeMs + MINUTE_MS, seq: 7, candle: judged, price: judged.close, progressPrice: judged.close, frame: false, passed: null, ...over };
}

/** An instant at which no candle closed. */
export function tickAt(n: number, over: Partial<Omit<Tick, 'kind'>> = {}): Input {
  return { kind: 'tick', nowMs: minute(n), seq: 7, candle: null, price: 100, progressPrice: null, frame: false, passed: null, ...over };
}

export interface Settled {
  readonly state: EngineState;
  readonly events: readonly TradeEvent[];
  /** The kinds of all effects, in order. */
  readonly did: readonly string[];
}

/** Steps until nothing is left to be done: risk agrees, orders fill at their price with the slippage of the rules. */
export function settle(state: EngineState, input: Input, rules: Rules = RULES): Settled {
  const step = createStep(rules);
  const events: TradeEvent[] = [];
  const did: string[] = [];
  let now = state;
  for (const inputs = [input]; inputs.length > 0; ) {
    const stepped = step(now, inputs.shift()!);
    now = stepped.state;
    for (const effect of stepped.effects) {
      did.push(effect.kind);
      if (effect.kind === 'emit') events.push(effect.event);
      const answer = answerOf(effect, input, rules);
      if (answer !== null) inputs.push(answer);
    }
  }
  return { state: now, events, did };
}

function answerOf(effect: Effect, { nowMs, seq }: Input, rules: Rules): Input | null {
  if (effect.kind === 'admit') return { kind: 'admitted', nowMs, seq, plan: effect.plan, atMs: effect.atMs, price: effect.price, quantity: 1 };
  if (effect.kind !== 'place') return null;
  const { id, atMs, price, side, leg, quantity } = effect.order;
  const fill = { orderId: id, atMs, quotedPrice: price, price: slipped(price, side, leg, rules.costs.slippageFrac), quantity, feeFrac: rules.costs.feeFrac };
  return { kind: 'fill', nowMs, seq, fill };
}

/** Lives through candles as the shell does it: the candle that fills a waiting entry is judged once more for exits. */
export function live(state: EngineState, candles: readonly PriceRange[], rules: Rules = RULES): Settled {
  let now: Settled = { state, events: [], did: [] };
  for (const judged of candles) {
    const before = now.state;
    now = join(now, settle(before, tickOf(judged), rules));
    if (before.kind === 'scheduled' && now.state.kind === 'opened') now = join(now, settle(now.state, tickOf(judged), rules));
  }
  return now;
}

function join(before: Settled, after: Settled): Settled {
  return { state: after.state, events: [...before.events, ...after.events], did: [...before.did, ...after.did] };
}
