import type { CandleError, CandleStore } from '@tradewright/core';
import { CachedSource, type FillTold } from '@tradewright/core/run';
import { ExchangeClock } from './exchange-clock.ts';
import type { OpenedExchange } from './open-exchange.ts';

export interface CachedMarket {
  /** Reads through the store. */
  readonly cached: CachedSource;
  /** To be known before anything is fetched: what has closed is for the exchange to say. */
  readonly clock: ExchangeClock;
}

export interface CachedOptions {
  readonly onFill?: (told: FillTold) => void;
  readonly onFault?: (error: CandleError) => void;
}

/** An exchange behind a store. */
export function openCached(exchange: OpenedExchange, store: CandleStore, options: CachedOptions = {}): CachedMarket {
  const clock = new ExchangeClock(exchange);
  return { cached: new CachedSource({ source: exchange.source, store, exchange: exchange.name, clock, ...options }), clock };
}
