import type { Candle, CandleFeed, FeedRequest } from '@tradewright/core';
import { randomFaults } from '@tradewright/fake-exchange';
import { expect, it, onTestFinished } from 'vitest';
import { fedPlace, type FedPlace } from '../test/fed-place.ts';
import { CANDLES, KLINES, minute } from '../test/place.ts';

async function fed(...parts: Parameters<typeof fedPlace>): Promise<FedPlace> {
  const place = await fedPlace(...parts);
  onTestFinished(() => place.close());
  return place;
}

class Ear {
  readonly heard: Candle[] = [];
  ended: unknown;
  readonly #cancel = new AbortController();
  readonly listening: Promise<void>;

  constructor(feed: CandleFeed, request: Partial<FeedRequest> = {}) {
    this.listening = this.#listen(feed, request).catch((error: unknown) => void (this.ended = error));
  }

  async leave(): Promise<void> {
    this.#cancel.abort();
    await this.listening;
  }

  async #listen(feed: CandleFeed, request: Partial<FeedRequest>): Promise<void> {
    for await (const candle of feed.candles({ symbol: 'BTCUSDT', interval: '1m', fromMs: minute(1000), cancel: this.#cancel.signal, ...request })) this.heard.push(candle);
  }
}

it('asks for a candle when the grace after its close is over, not sooner', async () => {
  const { feed, fake, advanceTo } = await fed(CANDLES, minute(1000) + 30_000, { graceMs: 700 });
  const ear = new Ear(feed);
  await advanceTo(minute(1001) + 699);
  const before = fake.count(KLINES);
  expect(ear.heard).toEqual([]);
  await advanceTo(minute(1001) + 700);
  expect(ear.heard).toEqual([CANDLES[1000]]);
  expect(fake.count(KLINES)).toBe(before + 1);
});

it('asks once for however many listen, and no more when the last has left', async () => {
  const { feed, fake, clock, advanceTo } = await fed(CANDLES, minute(1000) + 30_000);
  const ears = Array.from({ length: 20 }, () => new Ear(feed));
  await advanceTo(minute(1001));
  const before = fake.count(KLINES);
  await advanceTo(minute(1004) + 1000);
  expect(fake.count(KLINES) - before).toBe(4);
  for (const ear of ears) expect(ear.heard).toEqual(CANDLES.slice(1000, 1004));
  for (const ear of ears) await ear.leave();
  expect(clock.pending).toBe(0);
  await advanceTo(minute(1010));
  expect(fake.count(KLINES) - before).toBe(4);
});

it('awaits a candle that shows up after the next one, and calls it a gap when it has waited long enough', async () => {
  const held = CANDLES.filter((_, i) => i !== 1001 && i !== 1005);
  const { feed, fake, notices, advanceTo } = await fed(held, minute(1000) + 30_000, { patienceMs: 5000 });
  const ear = new Ear(feed);
  await advanceTo(minute(1003) + 2000);
  expect(ear.heard).toEqual([CANDLES[1000]]);
  await fake.list({ symbol: 'BTCUSDT', candles: CANDLES.filter((_, i) => i !== 1005) });
  await advanceTo(minute(1003) + 5000);
  expect(ear.heard).toEqual(CANDLES.slice(1000, 1003));
  await advanceTo(minute(1007) + 4000);
  expect(ear.heard).toHaveLength(5);
  await advanceTo(minute(1007) + 9000);
  expect(ear.heard).toEqual([...CANDLES.slice(1000, 1005), CANDLES[1006]]);
  expect(notices).toEqual([{ kind: 'feed-gap', message: 'binance BTC/USDT 1m: no candles from 2024-01-01T16:45:00.000Z to 2024-01-01T16:46:00.000Z.' }]);
});

it('survives whatever goes wrong on the way', { timeout: 60_000 }, async () => {
  const faults = randomFaults({ seed: 3, count: 60, probability: 0.6 });
  const { feed, advanceTo } = await fed(CANDLES, minute(1000), { retries: 2, breakAfter: 2 }, { faults });
  const ear = new Ear(feed, { fromMs: minute(900) });
  for (let n = 1001; n <= 1120; n++) await advanceTo(minute(n));
  await advanceTo(minute(1120) + 20_000);
  expect(faults.struck()).toBe(60);
  expect(ear.heard).toEqual(CANDLES.slice(900, 1120));
});

it('puts longer candles together where the exchange has none', async () => {
  const { feed, advanceTo } = await fed(CANDLES, minute(1000) + 30_000, {}, {}, ['5m', '15m']);
  const ear = new Ear(feed, { interval: '15m', fromMs: minute(990) });
  await advanceTo(minute(1020) + 2000);
  const close = (n: number): number => CANDLES[n]!.close;
  expect(ear.heard.map(({ openTimeMs, close: last }) => [openTimeMs, last])).toEqual([[minute(990), close(1004)], [minute(1005), close(1019)]]);
});

it('tells a listener what cannot be helped', async () => {
  const { feed } = await fed(CANDLES, minute(1000));
  const ears = [new Ear(feed, { symbol: 'BTCUSD' }), new Ear(feed, { interval: '7m' as '1m' })];
  for (const ear of ears) await ear.listening;
  expect(ears.map(({ ended }) => ended)).toEqual([
    expect.objectContaining({ code: 'ccxt/symbol', message: expect.stringContaining('BTC/USDT') }),
    expect.objectContaining({ code: 'interval/unknown' }),
  ]);
});

it('ends every listener quietly when the exchange is closed', async () => {
  const { feed, exchange, advanceTo, clock } = await fed(CANDLES, minute(1000) + 30_000);
  const ear = new Ear(feed);
  await advanceTo(minute(1001) + 1000);
  await exchange.close();
  await ear.listening;
  expect([ear.ended, ear.heard.length, clock.pending]).toEqual([undefined, 1, 0]);
});
