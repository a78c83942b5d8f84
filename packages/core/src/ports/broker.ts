import type { Fill, Side } from '../signal/signal.ts';
import type { Price, Quantity, TimestampMs } from '../units.ts';

/** One order. Its id is derived from the run's state, so that it is the same after a crash. */
export interface OrderRequest {
  readonly id: string;
  /** Entry or exit of a position. */
  readonly leg: 'entry' | 'exit';
  /** Side of the position: the exit of a long one sells. */
  readonly side: Side;
  /** The level or market price it is expected to fill at, before slippage. */
  readonly price: Price;
  readonly quantity: Quantity;
  /** When the price was there. */
  readonly atMs: TimestampMs;
}

export type Placement =
  | { readonly kind: 'filled'; readonly fill: Fill }
  | { readonly kind: 'rejected'; readonly orderId: string; readonly reason: string };

/** Whoever executes orders. */
export interface Broker {
  readonly name: string;
  /** What this broker can promise. */
  readonly can: {
    /** The same id sent twice is one order, and the second answer repeats the first. */
    readonly placeOnce: boolean;
  };
  place(order: OrderRequest): Placement | Promise<Placement>;
  /** What became of an order, or `null` when it never arrived. */
  find(orderId: string): Placement | null | Promise<Placement | null>;
  close(): Promise<void>;
}
