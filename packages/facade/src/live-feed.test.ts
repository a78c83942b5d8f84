import type { Candle, CandleFeed, FeedRequest } from '@tradewright/core';
import { describe, expect, it } from 'vitest';
import { liveWorld } from '../test/live-world.ts';
import { candles, Market, minuteOf } from '../test/market.ts';
import { long } from '../test/world.ts';
import { createTradewright } from './index.ts';

const minutes = candles(-2000, 3000);

/** Knows all that a market will ever say, and counts who listens. */
class Oracle implements CandleFeed {
  readonly name = 'oracle';
  readonly from: number[] = [];
  listeners = 0;

  async *candles({ fromMs, cancel }: FeedRequest): AsyncGenerator<Candle> {
    this.from.push(minuteOf(new Date(fromMs)));
    this.listeners++;
    try {
      for (const { timestamp, ...prices } of minutes) if (timestamp >= fromMs) yield { openTimeMs: timestamp, ...prices };
      await new Promise<void>((resolve) => cancel?.addEventListener('abort', resolve));
    } finally {
      this.listeners--;
    }
  }
}

const script = { 2: long({ minuteEstimatedTime: 4 }) };

describe('an exchange with a feed', () => {
  it('is asked for the past only, and the run trades the same as over requests', async () => {
    const feed = new Oracle();
    const [asked, fed] = [liveWorld({ to: 12, script }), liveWorld({ to: 12, script, market: new Market(minutes, { feed }) })];
    const [bySteps, byFeed] = [await asked.results(), await fed.results()];
    const facts = (results: typeof bySteps): unknown[] => results.map((result) => [result.action, result.currentPrice]);
    expect(facts(byFeed)).toEqual(facts(bySteps));
    expect(byFeed.map(({ action }) => action)).toContain('closed');
    const late = ({ since, limit }: { since: Date; limit: number }): boolean => minuteOf(since) + limit > 0;
    expect(fed.market.requests.filter(late)).toEqual([]);
    expect(asked.market.requests.filter(late).length).toBeGreaterThan(10);
    expect([feed.from, feed.listeners]).toEqual([[0], 0]);
  });

  it('is asked at every tick where onCandleData wants to hear of requests', async () => {
    const feed = new Oracle();
    const heard: number[] = [];
    const { results } = liveWorld({ to: 5, market: new Market(minutes, { feed, callbacks: { onCandleData: (_symbol, _interval, since) => void heard.push(minuteOf(since)) } }) });
    await results();
    expect(feed.from).toEqual([]);
    expect(heard.slice(-4)).toEqual([0, 1, 2, 3]);
  });

  it('must have one with a function candles', () => {
    const tw = createTradewright();
    expect(() => tw.addExchange(new Market(minutes, { feed: {} as CandleFeed }))).toThrow('feed must have a function candles');
    tw.dispose();
  });
});
