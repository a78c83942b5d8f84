import type { Price, TimestampMs, DurationMs, Quantity } from '../units.ts';

export type Side = 'long' | 'short';

/** What a strategy asks for. It becomes a plan when it is well-formed. */
export interface Signal {
  /** Chosen by the strategy, or made by the engine from the run's key. */
  readonly id?: string | undefined;
  readonly side: Side;
  /** Wanted entry. Absent: enter at once, at the VWAP. */
  readonly entryPrice?: Price | undefined;
  readonly takeProfitPrice: Price;
  readonly stopLossPrice: Price;
  /** How long the position may live, in whole minutes from its opening. */
  readonly lifetimeMinutes: number;
  readonly note?: string | undefined;
}

/** A well-formed signal with everything decided that can be decided before the entry. */
export interface Plan {
  readonly id: string;
  readonly side: Side;
  readonly entryPrice: Price;
  readonly takeProfitPrice: Price;
  readonly stopLossPrice: Price;
  readonly lifetimeMs: DurationMs;
  readonly note: string;
  readonly createdAtMs: TimestampMs;
  /** Whether the entry waits for its price; else it is made at once. */
  readonly waits: boolean;
}

/** `1` long, `-1` short: the sign with which a price change becomes profit. */
export function signOf(side: Side): 1 | -1 {
  return side === 'long' ? 1 : -1;
}

/** An executed order. */
export interface Fill {
  readonly orderId: string;
  readonly atMs: TimestampMs;
  /** The level or market price the order executed at, before slippage. */
  readonly quotedPrice: Price;
  /** What was really paid or received per unit, slippage included. */
  readonly price: Price;
  readonly quantity: Quantity;
  /** Fee as a share of the notional. */
  readonly feeFrac: number;
}
