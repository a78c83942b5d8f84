import type { CandleSeries } from '@tradewright/core';
import type { IExchangeSchema } from 'tradewright';

/** An exchange for the facade whose candles are all in memory. */
export function heldExchange(series: CandleSeries): IExchangeSchema {
  return {
    exchangeName: 'memory',
    getCandles: () => Promise.reject(new Error('every candle is held')),
    formatPrice: async (_symbol, price) => String(price),
    formatQuantity: async (_symbol, quantity) => String(quantity),
    source: { name: 'memory', held: () => series, candles: () => { throw new Error('every candle is held'); } },
  };
}
