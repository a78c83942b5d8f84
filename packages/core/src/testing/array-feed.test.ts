import { describe, expect, it } from 'vitest';
import type { Candle } from '../market/candle.ts';
import type { CandleFeed } from '../ports/candle-feed.ts';
import { ArrayFeed } from './array-feed.ts';
import { BROKEN_FEEDS } from './broken-feeds.fixture.ts';
import { runSuite } from './case.ts';
import { FakeClock } from './fake-clock.ts';
import { candleFeedCases, type CandleFeedSubject } from './suites/candle-feed.ts';

function subject(breakIt: (feed: ArrayFeed, candles: readonly Candle[], clock: FakeClock) => CandleFeed = (feed) => feed): CandleFeedSubject {
  return {
    symbol: 'BTCUSDT',
    hold(candles, nowMs) {
      const clock = new FakeClock(nowMs);
      const feed = new ArrayFeed(candles, clock);
      return { feed: breakIt(feed, candles, clock), advanceTo: (toMs) => clock.pass(toMs - clock.nowMs()), holdBack: (openTimeMs, untilMs) => feed.holdBack(openTimeMs, untilMs) };
    },
  };
}

runSuite(candleFeedCases, { describe, it }, { name: 'ArrayFeed', fresh: () => subject() });

/** A feed of fakes is quick: what has not come after so many turns of the event loop will never come. */
async function hung(): Promise<never> {
  for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
  throw new Error('it hangs');
}

describe('The suite of feeds', () => {
  it.each(Object.entries(BROKEN_FEEDS))('catches a feed that %s', async (_fault, [caughtBy, breakIt]) => {
    const one = candleFeedCases.find(({ id }) => id === caughtBy)!;
    await expect(Promise.race([one.run(() => subject(breakIt)), hung()])).rejects.toThrow(/./);
  });

  it('has a case with an id of its own for everything', () => {
    const ids = candleFeedCases.map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, i) => `CF-${String(i + 1).padStart(2, '0')}`));
  });
});
