import { candleFeedCases, runSuite } from '@tradewright/core/testing';
import { describe, it } from 'vitest';
import { fedPlace, type FedPlace } from '../test/fed-place.ts';

describe.each([
  ['by polling', true],
  ['by streams', false],
])('%s', (_name, pollOnly) => {
  runSuite(candleFeedCases, { describe, it }, {
    name: 'CcxtFeed',
    fresh() {
      let place: FedPlace | undefined;
      return {
        symbol: 'BTCUSDT',
        async hold(candles, nowMs) {
          const opened = await fedPlace(candles, nowMs, { graceMs: 0, pollOnly });
          place = opened;
          return {
            feed: opened.feed,
            advanceTo: opened.advanceTo,
            async holdBack(openTimeMs, untilMs) {
              await opened.fake.list({ symbol: 'BTCUSDT', candles: candles.filter((candle) => candle.openTimeMs !== openTimeMs) });
              opened.clock.after(untilMs - opened.clock.nowMs(), () => void opened.fake.list({ symbol: 'BTCUSDT', candles }));
            },
          };
        },
        dispose: async () => place?.close(),
      };
    },
  });
});
