import type { Candle, CandleColumns, CandleSource, TimestampMs } from '@tradewright/core';

/** `linear`: a perpetual future settled in the quote asset, `BTC/USDT:USDT` in ccxt's words. */
export type MarketKind = 'spot' | 'linear';

/** One market: its one-minute candles and what the exchange says about it. */
export interface MarketOptions {
  /** The exchange's id, such as `BTCUSDT`. The same id may be there once of each kind. */
  readonly symbol: string;
  /** One-minute candles, ascending. A source is read to its end at the start; it is asked for `sourceSymbol ?? symbol`. */
  readonly candles: readonly Candle[] | CandleColumns | CandleSource;
  readonly sourceSymbol?: string;
  /** Default `spot`. */
  readonly kind?: MarketKind;
  /** Default: found by the quote asset at the symbol's end. */
  readonly base?: string;
  readonly quote?: string;
  /** Nothing is told of earlier candles. Default: the first candle. */
  readonly listedMs?: TimestampMs;
  /** Traded no more: status `BREAK`, history stays. */
  readonly delisted?: boolean;
  /** Default 0.01. */
  readonly tickSize?: number;
  /** Default 0.00001. */
  readonly lotSize?: number;
  /** Default 5. */
  readonly minNotional?: number;
}
