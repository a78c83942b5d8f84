import type { TradeEvent } from '../signal/event.ts';
import type { Plan } from '../signal/signal.ts';
import type { EngineState } from '../signal/state.ts';
import type { Price, TimestampMs } from '../units.ts';
import type { OrderRequest } from '../ports/broker.ts';

/** What the machine wants done. It does nothing itself. */
export type Effect =
  /** Ask the strategy; answer with the input `signal`. */
  | { readonly kind: 'ask' }
  /** Judge the risk and reserve a slot; answer with `admitted` or `refused`, carrying `atMs` and `price` back. */
  | { readonly kind: 'admit'; readonly at: 'creation' | 'activation'; readonly plan: Plan; readonly atMs: TimestampMs; readonly price: Price }
  /** Give back the slot of a plan that was admitted and came to nothing. */
  | { readonly kind: 'release'; readonly plan: Plan }
  /** Send an order; answer with `fill` or `reject`. */
  | { readonly kind: 'place'; readonly order: OrderRequest }
  /** Take an order back. */
  | { readonly kind: 'withdraw'; readonly orderId: string }
  /** Tell what happened. */
  | { readonly kind: 'emit'; readonly event: TradeEvent };

export interface Stepped {
  readonly state: EngineState;
  readonly effects: readonly Effect[];
}

const NONE: readonly Effect[] = [];

/** Nothing changed and nothing is to be done. */
export function quiet(state: EngineState): Stepped {
  return { state, effects: NONE };
}
