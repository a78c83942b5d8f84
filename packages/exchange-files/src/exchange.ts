import { decimalsOf, InputError, intervalMs, roundPrice, roundQuantity, type CandleColumns, type CandleSource, type Instrument, type Interval } from '@tradewright/core';

/** A candle as exchanges hand it out: `timestamp` is the open time in milliseconds. */
export interface ExchangeCandle {
  readonly timestamp: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** What `addExchange` takes, and the source behind it for runs that read whole pages. */
export interface CandleExchange {
  readonly exchangeName: string;
  readonly note?: string;
  /** The candles that open in `[since, since + limit · interval)`. */
  getCandles(symbol: string, interval: Interval, since: Date, limit: number): Promise<ExchangeCandle[]>;
  formatPrice(symbol: string, price: number): Promise<string>;
  formatQuantity(symbol: string, quantity: number): Promise<string>;
  readonly source: CandleSource;
}

export interface ExchangeParts {
  readonly exchangeName: string;
  readonly note?: string | undefined;
  readonly source: CandleSource;
  readonly instrumentOf: (symbol: string) => Promise<Instrument> | Instrument;
}

/** An exchange over a source. Its functions need no `this`, so a copied schema works as well. */
export function exchangeOver({ exchangeName, note, source, instrumentOf }: ExchangeParts): CandleExchange {
  return {
    exchangeName,
    ...(note === undefined ? {} : { note }),
    getCandles: async (symbol, interval, since, limit) => {
      const fromMs = since.getTime();
      if (!Number.isFinite(fromMs)) throw new InputError('exchange/since', `${exchangeName}: since is not a valid date.`);
      if (!(Number.isInteger(limit) && limit > 0)) throw new InputError('exchange/limit', `${exchangeName}: limit must be a whole number above 0, not ${limit}.`);
      const candles: ExchangeCandle[] = [];
      for await (const page of source.candles({ symbol, interval, fromMs, toMs: fromMs + limit * intervalMs(interval) })) addCandles(candles, page);
      return candles;
    },
    formatPrice: async (symbol, price) => {
      const instrument = await instrumentOf(symbol);
      return roundPrice(finite(price, symbol), instrument).toFixed(decimalsOf(instrument.tickSize));
    },
    formatQuantity: async (symbol, quantity) => {
      const instrument = await instrumentOf(symbol);
      return roundQuantity(finite(quantity, symbol), instrument).toFixed(decimalsOf(instrument.lotSize));
    },
    source,
  };
}

function addCandles(candles: ExchangeCandle[], { length, openTimeMs, open, high, low, close, volume }: CandleColumns): void {
  for (let i = 0; i < length; i++) {
    candles.push({ timestamp: openTimeMs[i]!, open: open[i]!, high: high[i]!, low: low[i]!, close: close[i]!, volume: volume[i]! });
  }
}

function finite(value: number, symbol: string): number {
  if (!Number.isFinite(value)) throw new InputError('exchange/number', `${symbol}: cannot format ${value}.`);
  return value;
}
