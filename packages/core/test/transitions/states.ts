import { minute, on, open, plan, scheduled } from '../../src/machine/machine.fixture.ts';
import type { ExitDecision } from '../../src/signal/exit.ts';
import type { Position } from '../../src/signal/position.ts';
import type { Side } from '../../src/signal/signal.ts';
import type { Cancelled, Closed, EngineState, Open } from '../../src/signal/state.ts';
import { tradeOf } from '../../src/signal/trade.ts';

/** States that the machine treats alike. */
export interface StateClass {
  readonly name: string;
  /** The state this one does mostly as: the page tells only where it does not. */
  readonly like?: string;
  readonly make: (side: Side) => EngineState;
}

/** The id of the order a state waits for, where it waits for one. */
export const ITS_ORDER = 'run:7';

/** An entry that waited counts the candle that filled it by rules of its own, as long as that candle has not been judged. */
const afterWaiting = (side: Side): Partial<Position> => ({ plan: plan(side, { waits: true }) });
const TOLD: Partial<Position> = { profitLevels: 3, lossLevels: 1 };
const IN_DOUBT: Partial<Position> = { ambiguous: true };

function leaving(side: Side, kind: Open['kind']): Open {
  return { ...open(side, { exit: stopped(side) }, kind), exitOrderId: ITS_ORDER };
}

function stopped(side: Side): ExitDecision {
  return { reason: 'stop-loss', price: on(side, 95), atMs: minute(3), ambiguous: false, stopPrice: on(side, 95), truncated: false, reasonText: null };
}

function closed(side: Side, nextAskMs: number): Closed {
  const held = open(side).position;
  const exit = { orderId: ITS_ORDER, atMs: minute(3), quotedPrice: on(side, 95), price: on(side, 95), quantity: 1, feeFrac: 0 };
  return { kind: 'closed', trade: tradeOf(held, exit, stopped(side), 0), endedAtMs: minute(4), nextAskMs };
}

function cancelled(side: Side, nextAskMs: number): Cancelled {
  return { kind: 'cancelled', plan: plan(side, { waits: true }), reason: 'timeout', endedAtMs: minute(4), nextAskMs };
}

/** Every kind of state there is. Prices are those of the fixtures: entry 100, target 110, stop 95 for a long one. */
export const STATE_CLASSES: readonly StateClass[] = [
  { name: 'idle', make: () => ({ kind: 'idle', nextAskMs: minute(5) }) },
  { name: 'scheduled, waiting for its price', make: (side) => scheduled(side) },
  { name: 'scheduled at once, entry order out', make: (side) => scheduled(side, { plan: plan(side), orderId: ITS_ORDER }) },
  { name: 'scheduled after waiting, entry order out', make: (side) => scheduled(side, { orderId: ITS_ORDER }) },
  { name: 'opened at once', make: (side) => open(side, {}, 'opened') },
  { name: 'active', make: (side) => open(side, {}, 'active') },
  { name: 'active after waiting', make: (side) => open(side, afterWaiting(side), 'active') },
  { name: 'opened after waiting', like: 'active', make: (side) => open(side, afterWaiting(side), 'opened') },
  { name: 'active, some partial levels told', like: 'active', make: (side) => open(side, TOLD, 'active') },
  { name: 'active, in doubt', like: 'active', make: (side) => open(side, { ...afterWaiting(side), ...IN_DOUBT }, 'active') },
  { name: 'opened, exit order out', make: (side) => leaving(side, 'opened') },
  { name: 'active, exit order out', make: (side) => leaving(side, 'active') },
  { name: 'closed', make: (side) => closed(side, minute(2)) },
  { name: 'closed, asked shortly before', make: (side) => closed(side, minute(9)) },
  { name: 'cancelled', make: (side) => cancelled(side, minute(2)) },
  { name: 'cancelled, asked shortly before', make: (side) => cancelled(side, minute(9)) },
];

/** The instant at which time ends what lives in a state; an hour for what does not live. */
export function deadlineOf(state: EngineState): number {
  if (state.kind === 'scheduled') return state.expiresAtMs;
  return state.kind === 'opened' || state.kind === 'active' ? state.position.expiresAtMs : minute(60);
}

/** The instant from which candles count for a state. */
export function beginOf(state: EngineState): number {
  if (state.kind === 'scheduled') return state.plan.createdAtMs;
  return state.kind === 'opened' || state.kind === 'active' ? state.position.openedAtMs : minute(0);
}
