import type { Candle, CandleFeed, FeedRequest } from '@tradewright/core';
import { seededRandom } from '@tradewright/core/testing';

/** A feed that says candles as soon as anybody listens, some of them twice, and that fails or ends after a random number of them. */
export function moodyFeed(candles: readonly Candle[], seed: number): CandleFeed {
  const random = seededRandom(seed);
  return {
    name: 'moody',
    async *candles({ fromMs, cancel }: FeedRequest): AsyncGenerator<Candle> {
      let left = random() < 0.3 ? Infinity : Math.floor(random() * 60);
      for (const candle of candles) {
        if (candle.openTimeMs < fromMs) continue;
        if (cancel?.aborted === true) return;
        if (left-- <= 0) {
          if (random() < 0.5) throw new Error('The line was cut.');
          return;
        }
        yield candle;
        if (random() < 0.1) yield candle;
      }
      await new Promise<void>((resolve) => cancel?.addEventListener('abort', resolve));
    },
  };
}
