import { SourceError, type Candle } from '@tradewright/core';
import { candleFeedCases, FakeClock, runSuite } from '@tradewright/core/testing';
import { describe, expect, it } from 'vitest';
import { BarServer } from '../test/bar-server.ts';
import { MINUTE, minutes, RestlessClock, START } from '../test/candles.ts';
import { Generator, wave } from './generator.ts';
import { PollingFeed } from './polling-feed.ts';
import { RestExchange } from './rest-exchange.ts';

const request = { symbol: 'BTCUSDT', interval: '1m', fromMs: START } as const;

/** The first candles of a feed. */
async function first(count: number, feed: PollingFeed): Promise<Candle[]> {
  const candles: Candle[] = [];
  for await (const candle of feed.candles(request)) {
    candles.push(candle);
    if (candles.length === count) break;
  }
  return candles;
}

runSuite(candleFeedCases, { describe, it }, {
  name: 'PollingFeed',
  fresh: () => ({
    symbol: 'BTCUSDT',
    hold(candles, nowMs) {
      const clock = new FakeClock(nowMs);
      const held = new Map(candles.map((candle) => [candle.openTimeMs, candle]));
      const shownFromMs = new Map<number, number>();
      const exchange = new Generator((openTimeMs) => (clock.nowMs() < (shownFromMs.get(openTimeMs) ?? 0) ? undefined : held.get(openTimeMs)), clock);
      return {
        feed: new PollingFeed(exchange, clock),
        advanceTo: (untilMs) => clock.pass(untilMs - clock.nowMs()),
        holdBack: (openTimeMs, untilMs) => void shownFromMs.set(openTimeMs, untilMs),
      };
    },
  }),
});

describe('a feed that polls', () => {
  it('tells what has closed at once, and the next candle two seconds after its close', async () => {
    const { url } = await BarServer.start(minutes(1000));
    const clock = new RestlessClock(START + 700 * MINUTE + 15_000);
    const feed = new PollingFeed(new RestExchange(url, clock), clock);
    expect(await first(700, feed)).toEqual(minutes(700));
    expect(clock.nowMs()).toBe(START + 700 * MINUTE + 15_000 + 7000);
    expect(await first(701, feed)).toEqual(minutes(701));
    expect(clock.nowMs()).toBe(START + 701 * MINUTE + 2000);
  });

  it('waits two seconds more for a candle that is late, half a minute for one that never comes', async () => {
    const late = new Map([[3, 5000], [5, Infinity]]);
    const clock = new RestlessClock(START + 2 * MINUTE);
    const exchange = new Generator((openTimeMs) => {
      const lateMs = late.get((openTimeMs - START) / MINUTE) ?? 0;
      return clock.nowMs() >= openTimeMs + MINUTE + lateMs ? wave(openTimeMs, '') : undefined;
    }, clock);
    const told: (readonly [minute: number, atMs: number])[] = [];
    for await (const { openTimeMs } of new PollingFeed(exchange, clock).candles(request)) {
      told.push([(openTimeMs - START) / MINUTE, clock.nowMs() - openTimeMs - MINUTE]);
      if (openTimeMs === START + 6 * MINUTE) break;
    }
    expect(told.slice(2)).toEqual([[2, 2000], [3, 6000], [4, 2000], [6, 2000]]);
    expect(clock.rests.filter((restMs) => restMs === 2000).length).toBeLessThan(20);
  });

  it('asks again after what will pass, and ends with what will not', async () => {
    const clock = new RestlessClock(START + 5 * MINUTE);
    const failures = [new SourceError('http/failed', 'down', { retryable: true }), new SourceError('http/status', 'refused')];
    const exchange = new Generator((openTimeMs) => {
      if (openTimeMs === START + 3 * MINUTE && failures.length > 1) throw failures.shift()!;
      if (openTimeMs === START + 6 * MINUTE) throw failures[0]!;
      return wave(openTimeMs, '');
    }, clock);
    const told: number[] = [];
    const listening = async (): Promise<void> => {
      for await (const { openTimeMs } of new PollingFeed(exchange, clock).candles(request)) told.push((openTimeMs - START) / MINUTE);
    };
    await expect(listening()).rejects.toMatchObject({ code: 'http/status' });
    expect(told).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('ends at once when it is cancelled while it waits', async () => {
    const clock = new FakeClock(START + MINUTE);
    const cancel = new AbortController();
    const candles = new PollingFeed(new Generator(wave, clock), clock).candles({ ...request, cancel: cancel.signal });
    expect((await candles.next()).done).toBe(false);
    const next = candles.next();
    await expect.poll(() => clock.pending).toBe(1);
    cancel.abort();
    expect((await next).done).toBe(true);
    expect(clock.pending).toBe(0);
  });
});
