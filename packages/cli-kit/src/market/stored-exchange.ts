import { decimalsOf, InputError, intervalMs, roundPrice, roundQuantity, type CandleSource, type Instrument } from '@tradewright/core';
import type { ICandleData, IExchangeSchema } from 'tradewright';

export interface StoredExchangeParts {
  readonly exchangeName: string;
  /** Reads through the store. */
  readonly source: CandleSource;
  readonly instrumentOf: (symbol: string) => Promise<Instrument>;
}

/** What `addExchange` takes, over candles and steps that are kept. */
export function storedExchange({ exchangeName, source, instrumentOf }: StoredExchangeParts): IExchangeSchema & { readonly source: CandleSource } {
  return {
    exchangeName,
    source,
    async getCandles(symbol, interval, since, limit) {
      const fromMs = since.getTime();
      const candles: ICandleData[] = [];
      for await (const { length, openTimeMs, open, high, low, close, volume } of source.candles({ symbol, interval, fromMs, toMs: fromMs + limit * intervalMs(interval) })) {
        for (let i = 0; i < length; i++) candles.push({ timestamp: openTimeMs[i]!, open: open[i]!, high: high[i]!, low: low[i]!, close: close[i]!, volume: volume[i]! });
      }
      return candles;
    },
    async formatPrice(symbol, price) {
      const instrument = await instrumentOf(symbol);
      return roundPrice(finite(price, symbol), instrument).toFixed(decimalsOf(instrument.tickSize));
    },
    async formatQuantity(symbol, quantity) {
      const instrument = await instrumentOf(symbol);
      return roundQuantity(finite(quantity, symbol), instrument).toFixed(decimalsOf(instrument.lotSize));
    },
  };
}

function finite(value: number, symbol: string): number {
  if (!Number.isFinite(value)) throw new InputError('exchange/number', `${symbol}: cannot format ${value}.`);
  return value;
}
