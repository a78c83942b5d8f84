import { InputError } from '../error.ts';
import { decimalsOf, roundPrice, roundQuantity, type Instrument } from '../market/instrument.ts';
import { intervalMs, type Interval } from '../market/interval.ts';
import type { Price, Quantity, TimestampMs } from '../units.ts';
import type { CandleSource } from './candle-source.ts';

/** A candle as exchanges hand it out: `timestamp` is its open time. */
export interface ExchangeCandle {
  readonly timestamp: TimestampMs;
  readonly open: Price;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
  readonly volume: Quantity;
}

/** What `addExchange` takes, over a source. Its functions need no `this`, so a copied schema works as well. */
export interface SourceExchange {
  readonly exchangeName: string;
  readonly note?: string;
  /**
   * The candles that open in `[since, since + limit · interval)`.
   *
   * @throws {InputError} `exchange/since`, `exchange/limit`
   */
  getCandles(symbol: string, interval: Interval, since: Date, limit: number): Promise<ExchangeCandle[]>;
  /** @throws {InputError} `exchange/number` */
  formatPrice(symbol: string, price: Price): Promise<string>;
  /** Rounded down. @throws {InputError} `exchange/number` */
  formatQuantity(symbol: string, quantity: Quantity): Promise<string>;
}

export interface SourceExchangeParts {
  readonly exchangeName: string;
  readonly note?: string | undefined;
  readonly source: CandleSource;
  readonly instrumentOf: (symbol: string) => Promise<Instrument> | Instrument;
}

/**
 * A source of candles as an exchange. The schema's own field `source` is left to whoever knows that it answers without
 * fail, from a disk or from memory: an exchange without it is asked again when it fails, and its answers are judged.
 */
export function sourceExchange({ exchangeName, note, source, instrumentOf }: SourceExchangeParts): SourceExchange {
  return {
    exchangeName,
    ...(note === undefined ? {} : { note }),
    getCandles: (symbol, interval, since, limit) => candlesSince(source, exchangeName, { symbol, interval, since, limit }),
    formatPrice: async (symbol, price) => {
      const instrument = await instrumentOf(symbol);
      return roundPrice(finite(price, symbol), instrument).toFixed(decimalsOf(instrument.tickSize));
    },
    formatQuantity: async (symbol, quantity) => {
      const instrument = await instrumentOf(symbol);
      return roundQuantity(finite(quantity, symbol), instrument).toFixed(decimalsOf(instrument.lotSize));
    },
  };
}

/** The candles of a source as `getCandles` is asked for them. @throws {InputError} `exchange/since`, `exchange/limit` */
export async function candlesSince(source: CandleSource, exchangeName: string, asked: { readonly symbol: string; readonly interval: Interval; readonly since: Date; readonly limit: number }): Promise<ExchangeCandle[]> {
  const { symbol, interval, since, limit } = asked;
  const fromMs = since.getTime();
  if (!Number.isFinite(fromMs)) throw new InputError('exchange/since', `${exchangeName}: since is not a valid date.`);
  if (!(Number.isInteger(limit) && limit > 0)) throw new InputError('exchange/limit', `${exchangeName}: limit must be a whole number above 0, not ${limit}.`);
  const candles: ExchangeCandle[] = [];
  for await (const { length, openTimeMs, open, high, low, close, volume } of source.candles({ symbol, interval, fromMs, toMs: fromMs + limit * intervalMs(interval) })) {
    for (let i = 0; i < length; i++) {
      candles.push({ timestamp: openTimeMs[i]!, open: open[i]!, high: high[i]!, low: low[i]!, close: close[i]!, volume: volume[i]! });
    }
  }
  return candles;
}

function finite(value: number, symbol: string): number {
  if (!Number.isFinite(value)) throw new InputError('exchange/number', `${symbol}: cannot format ${value}.`);
  return value;
}
