import { intervalMs } from '@tradewright/core';
import { syntheticExchange } from '@tradewright/exchange-files';
import { addExchange } from 'tradewright';

/** Made-up candles up to now, the same on every machine and after every restart, and no network. */
const market = syntheticExchange({ exchangeName: 'made-up', seed: 1, fromMs: Date.UTC(2025, 0, 1) });

addExchange({
  ...market,
  // A market knows no candle that has not closed; this one would know them all.
  getCandles: async (symbol, interval, since, limit) => {
    const candles = await market.getCandles(symbol, interval, since, limit);
    return candles.filter(({ timestamp }) => timestamp + intervalMs(interval) <= Date.now());
  },
});
