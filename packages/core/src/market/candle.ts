import type { Price, Quantity, TimestampMs } from '../units.ts';

/** The prices of a candle and when it began. */
export type PriceRange = Omit<Candle, 'volume'>;

/** One candle. `openTimeMs` is its first instant; it has closed at `openTimeMs` + interval. */
export interface Candle {
  readonly openTimeMs: TimestampMs;
  readonly open: Price;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
  /** Traded amount of base currency; 0 is legal. */
  readonly volume: Quantity;
}
