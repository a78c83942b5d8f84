import type { PriceRange } from '../market/candle.ts';
import type { Fill, Plan, Signal } from '../signal/signal.ts';
import type { Price, Quantity, TimestampMs } from '../units.ts';

/** Highest and lowest price of candles that were passed over because nothing could happen on them. */
export interface Extremes {
  readonly highestPrice: Price;
  readonly lowestPrice: Price;
}

/** A moment in time. */
export interface Tick {
  readonly kind: 'tick';
  /** The candle that has just closed; absent when none closed at this instant. */
  readonly candle: PriceRange | null;
  /** The VWAP now; absent when its window holds no candle. */
  readonly price: Price | null;
  /** The price by which a position's progress is measured, see ADR 13; absent where nothing has been measured. */
  readonly progressPrice: Price | null;
  /** Whether the strategy may be asked at this instant. */
  readonly frame: boolean;
  /** What was passed over since the last tick. */
  readonly passed: Extremes | null;
}

export type Input = {
  readonly nowMs: TimestampMs;
  /** Counts the inputs that led to effects, from 1; makes ids, the same whether quiet candles are stepped or not. */
  readonly seq: number;
} & (
  | Tick
  | { readonly kind: 'signal'; readonly signal: Signal | null; readonly price: Price }
  | { readonly kind: 'admitted'; readonly plan: Plan; readonly atMs: TimestampMs; readonly price: Price; readonly quantity: Quantity }
  | { readonly kind: 'refused'; readonly plan: Plan; readonly atMs: TimestampMs; readonly price: Price; readonly reason: string }
  | { readonly kind: 'fill'; readonly fill: Fill }
  | { readonly kind: 'reject'; readonly orderId: string; readonly reason: string; readonly price: Price }
  | { readonly kind: 'command'; readonly command: 'stop' | 'cancel' | 'close'; readonly price: Price; readonly reasonText: string | null }
  | { readonly kind: 'end'; readonly price: Price }
);
