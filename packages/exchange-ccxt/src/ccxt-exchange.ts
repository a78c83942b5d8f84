import { candlesSince, type CancelSignal, type CandleFeed, type CandleSource, type ExchangeCandle, type Instrument, type Interval, type TimestampMs } from '@tradewright/core';
import { CcxtFeed } from './ccxt-feed.ts';
import { CcxtSource } from './ccxt-source.ts';
import { CcxtConnection } from './connection.ts';
import { instrumentOf, precisionOf, type Precision } from './market/precision.ts';
import type { CcxtOptions } from './options.ts';

export interface CcxtExchangeOptions extends CcxtOptions {
  /** Default: the id in ccxt. */
  readonly exchangeName?: string;
  readonly note?: string;
}

/** What packages and apps use besides the schema. */
export interface CcxtMarketAccess {
  readonly source: CandleSource;
  /** The steps of a symbol. @throws {InputError} `ccxt/no-steps` */
  instrument(symbol: string): Promise<Instrument>;
  /** Now, by the exchange's own clock and never ahead of it. @throws {SourceError} */
  nowMs(cancel?: CancelSignal): Promise<TimestampMs>;
}

/** What `addExchange` takes. Its functions need no `this`, so a copied schema works as well. */
export interface CcxtExchange {
  readonly exchangeName: string;
  readonly note?: string;
  /** The closed candles that open in `[since, since + limit · interval)`. */
  getCandles(symbol: string, interval: Interval, since: Date, limit: number): Promise<ExchangeCandle[]>;
  formatPrice(symbol: string, price: number): Promise<string>;
  formatQuantity(symbol: string, quantity: number): Promise<string>;
  readonly maxCandlesPerRequest: number;
  readonly feed: CandleFeed;
  readonly market: CcxtMarketAccess;
  /** Ends streams, pauses and requests. */
  close(): Promise<void>;
}

const CANDLES_PER_QUESTION = 1000;

/**
 * An exchange of ccxt, ready for `addExchange`. Nothing is loaded or asked before the first question.
 *
 * @throws {InputError} `ccxt/options`
 */
export function ccxtExchange(id: string, options: CcxtExchangeOptions = {}): CcxtExchange {
  const { exchangeName = id, note, maxCandlesPerRequest } = options;
  const connection = new CcxtConnection(id, options);
  const source = new CcxtSource(connection);
  const precision = cachedPrecision(connection);
  return {
    exchangeName,
    ...(note === undefined ? {} : { note }),
    getCandles: (symbol, interval, since, limit) => candlesSince(source, source.name, { symbol, interval, since, limit }),
    formatPrice: async (symbol, price) => (await precision(symbol)).price(price),
    formatQuantity: async (symbol, quantity) => (await precision(symbol)).quantity(quantity),
    maxCandlesPerRequest: maxCandlesPerRequest ?? CANDLES_PER_QUESTION,
    feed: new CcxtFeed(connection, source),
    market: {
      source,
      instrument: async (symbol) => {
        const { instance, symbols } = await connection.open();
        return instrumentOf(instance, symbol, symbols.of(symbol));
      },
      nowMs: (cancel) => source.nowMs(cancel),
    },
    close: () => connection.close(),
  };
}

function cachedPrecision(connection: CcxtConnection): (symbol: string) => Promise<Precision> {
  const known = new Map<string, Precision>();
  return async (symbol) => {
    const { instance, symbols } = await connection.open();
    const precision = known.get(symbol) ?? precisionOf(instance, symbols.of(symbol));
    known.set(symbol, precision);
    return precision;
  };
}
