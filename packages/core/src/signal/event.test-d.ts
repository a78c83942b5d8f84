import { expectTypeOf } from 'vitest';
import type { Input } from '../machine/input.ts';
import type { CancelReason, Refusal, TradeEvent } from './event.ts';
import type { Position } from './position.ts';
import type { Plan } from './signal.ts';
import type { EngineState, Open, Scheduled } from './state.ts';
import type { Trade } from './trade.ts';

// Compiled by `tsc -p tsconfig.test.json`: every `@ts-expect-error` must stand over a real mistake.

export function readEvent(event: TradeEvent): void {
  expectTypeOf(event.kind).toEqualTypeOf<'idle' | 'scheduled' | 'waiting' | 'opened' | 'active' | 'partial' | 'closed' | 'cancelled' | 'refused'>();
  expectTypeOf(event.price).toEqualTypeOf<number>();
  // @ts-expect-error a trade exists only once it is closed
  void event.trade;
  // @ts-expect-error not every event has a position
  void event.position;
  switch (event.kind) {
    case 'opened':
      expectTypeOf(event.position).toEqualTypeOf<Position>();
      // @ts-expect-error a position that was just opened has no trade
      void event.trade;
      break;
    case 'closed':
      expectTypeOf(event.trade).toEqualTypeOf<Trade>();
      // @ts-expect-error a closed one is a trade, no position any more
      void event.position;
      break;
    case 'cancelled':
      expectTypeOf(event.reason).toEqualTypeOf<CancelReason>();
      // @ts-expect-error an entry that never filled has no trade
      void event.trade;
      break;
    case 'refused':
      expectTypeOf(event.refusal).toEqualTypeOf<Refusal>();
      // @ts-expect-error a refused signal never became a plan
      void event.plan;
      break;
    case 'idle':
      // @ts-expect-error there is no plan while there is no signal
      void event.plan;
      break;
    default:
      break;
  }
}

export function readState(state: EngineState): void {
  expectTypeOf(state.kind).toEqualTypeOf<'idle' | 'scheduled' | 'opened' | 'active' | 'closed' | 'cancelled'>();
  expectTypeOf<Extract<EngineState, { kind: 'scheduled' }>>().toEqualTypeOf<Scheduled>();
  expectTypeOf(state.nextAskMs).toEqualTypeOf<number>();
  switch (state.kind) {
    case 'idle':
      // @ts-expect-error nothing is planned while idle
      void state.plan;
      break;
    case 'scheduled':
      expectTypeOf(state.plan).toEqualTypeOf<Plan>();
      // @ts-expect-error a waiting entry is no position
      void state.position;
      break;
    case 'opened':
    case 'active':
      expectTypeOf(state).toEqualTypeOf<Open>();
      // @ts-expect-error an open position waits for no entry order
      void state.orderId;
      // @ts-expect-error states are values and are never changed
      state.position = null;
      break;
    case 'closed':
      expectTypeOf(state.trade).toEqualTypeOf<Trade>();
      // @ts-expect-error what is closed has no exit order
      void state.exitOrderId;
      break;
    case 'cancelled':
      // @ts-expect-error what was cancelled made no trade
      void state.trade;
      break;
  }
}

export function readRefusal(refusal: Refusal): void {
  // @ts-expect-error failures belong to form and limits
  void refusal.failures;
  if (refusal.by === 'risk') expectTypeOf(refusal.reason).toEqualTypeOf<string>();
  // @ts-expect-error a refusal for form has failures, no reason
  else void refusal.reason;
}

export function readInput(input: Input): void {
  expectTypeOf(input.seq).toEqualTypeOf<number>();
  if (input.kind === 'tick') expectTypeOf(input.price).toEqualTypeOf<number | null>();
  // @ts-expect-error only a fill carries a fill
  void input.fill;
}

// @ts-expect-error a closed state must carry its trade
export const half: EngineState = { kind: 'closed', endedAtMs: 0, nextAskMs: 0 };
// @ts-expect-error a tick says whether it is a frame
export const vague: Input = { kind: 'tick', nowMs: 0, seq: 1, candle: null, price: 1, passed: null };
