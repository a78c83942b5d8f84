import type { TimestampMs } from '../units.ts';
import type { CancelReason } from './event.ts';
import type { Position } from './position.ts';
import type { Plan } from './signal.ts';
import type { Trade } from './trade.ts';

interface Throttled {
  /** The strategy is not asked before this instant. 0 before the first ask. */
  readonly nextAskMs: TimestampMs;
}

/** No signal. */
export interface Idle extends Throttled {
  readonly kind: 'idle';
}

/** The entry is not filled yet: it waits for its price, or for the broker when there is an `orderId`. */
export interface Scheduled extends Throttled {
  readonly kind: 'scheduled';
  readonly plan: Plan;
  readonly expiresAtMs: TimestampMs;
  readonly orderId: string | null;
}

/** In the market. `opened` until the first candle after the fill has been judged. */
export interface Open extends Throttled {
  readonly kind: 'opened' | 'active';
  readonly position: Position;
  readonly exitOrderId: string | null;
}

export interface Closed extends Throttled {
  readonly kind: 'closed';
  readonly trade: Trade;
  readonly endedAtMs: TimestampMs;
}

export interface Cancelled extends Throttled {
  readonly kind: 'cancelled';
  readonly plan: Plan;
  readonly reason: CancelReason;
  readonly endedAtMs: TimestampMs;
}

/** The six states of a signal, on the discriminant `kind`. */
export type EngineState = Idle | Scheduled | Open | Closed | Cancelled;

/** Where every run begins. */
export const IDLE: Idle = { kind: 'idle', nextAskMs: 0 };
