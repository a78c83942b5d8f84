import { candleAt, decimalsOf, intervalMs, roundPrice, roundQuantity, type CandleSource, type Instrument } from '@tradewright/core';
import type { ICandleData, IExchangeSchema } from 'tradewright';

/** A source that also knows the steps of prices and quantities: all that an exchange needs. */
export interface MarketSource extends CandleSource {
  instrument(symbol: string): Instrument | Promise<Instrument>;
}

/** What `addExchange` takes: any of the sources beside this file, under a name of your own. */
export function exchangeOf(exchangeName: string, source: MarketSource): IExchangeSchema {
  return {
    exchangeName,
    async getCandles(symbol, interval, since, limit) {
      const fromMs = since.getTime();
      const candles: ICandleData[] = [];
      for await (const page of source.candles({ symbol, interval, fromMs, toMs: fromMs + limit * intervalMs(interval) })) {
        for (let row = 0; row < page.length; row++) {
          const { openTimeMs: timestamp, ...prices } = candleAt(page, row);
          candles.push({ timestamp, ...prices });
        }
      }
      return candles;
    },
    async formatPrice(symbol, price) {
      const market = await source.instrument(symbol);
      return roundPrice(price, market).toFixed(decimalsOf(market.tickSize));
    },
    async formatQuantity(symbol, quantity) {
      const market = await source.instrument(symbol);
      return roundQuantity(quantity, market).toFixed(decimalsOf(market.lotSize));
    },
  };
}
