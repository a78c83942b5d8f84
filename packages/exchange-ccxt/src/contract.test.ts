import { candleSourceCases, runSuite } from '@tradewright/core/testing';
import { FakeExchange } from '@tradewright/fake-exchange';
import type { Candle, CandleSource } from '@tradewright/core';
import { describe, it } from 'vitest';
import { EagerClock } from '../test/eager-clock.ts';
import { ccxtExchange } from './index.ts';

describe.each([
  ['in pages of 1000', undefined],
  ['in pages of 77', 77],
])('%s', (_name, maxCandlesPerRequest) => {
  runSuite(candleSourceCases, { describe, it }, {
    name: 'CcxtSource',
    fresh() {
      const clearing: (() => Promise<void>)[] = [];
      const holdAt = async (candles: readonly Candle[], nowMs: number): Promise<CandleSource> => {
        const fake = await FakeExchange.start({ markets: [{ symbol: 'BTCUSDT', candles }], nowMs: () => nowMs });
        const exchange = ccxtExchange('binance', { baseUrl: fake.url, type: 'spot', clock: new EagerClock(nowMs), ccxtOptions: { enableRateLimit: false }, ...(maxCandlesPerRequest === undefined ? {} : { maxCandlesPerRequest }) });
        clearing.push(() => exchange.close(), () => fake.close());
        return exchange.market.source;
      };
      return {
        symbol: 'BTCUSDT',
        hold: (candles) => holdAt(candles, Date.UTC(2025, 0, 1)),
        holdAt,
        dispose: async () => {
          for (const clear of clearing) await clear();
        },
      };
    },
  });
});
