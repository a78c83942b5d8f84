import type { Candle, CandleFeed } from '@tradewright/core';
import { VISIBLE_FAULTS, type Fault, type FaultRule } from '@tradewright/fake-exchange';
import { expect, it, onTestFinished, vi } from 'vitest';
import { fedPlace, type FedPlace } from '../test/fed-place.ts';
import { otherExchange } from '../test/other-exchange.ts';
import { CANDLES, KLINES, minute } from '../test/place.ts';

/** The machine may be busy. */
const PATIENT = { timeout: 20_000 };

const STREAM = 'btcusdt@kline_1m';

async function streamed(...[candles, nowMs, options, more]: Parameters<typeof fedPlace>): Promise<FedPlace> {
  const place = await fedPlace(candles, nowMs, { pollOnly: false, graceMs: 20_000, ...options }, more);
  onTestFinished(() => place.close());
  return place;
}

function listen(feed: CandleFeed, symbol = 'BTCUSDT'): { readonly heard: Candle[]; leave(): Promise<void> } {
  const cancel = new AbortController();
  const heard: Candle[] = [];
  const listening = (async (): Promise<void> => {
    for await (const candle of feed.candles({ symbol, interval: '1m', fromMs: minute(1000), cancel: cancel.signal })) heard.push(candle);
  })();
  return {
    heard,
    async leave() {
      cancel.abort();
      await listening;
    },
  };
}

it('looks as soon as a stream shows the next candle, and gives what a request says', async () => {
  const { feed, fake, advanceTo } = await streamed(CANDLES, minute(1000) + 30_000);
  const ear = listen(feed);
  await fake.untilSubscribed(STREAM);
  await advanceTo(minute(1001) + 50);
  await vi.waitFor(() => expect(ear.heard).toEqual([CANDLES[1000]]), PATIENT);
  await advanceTo(minute(1002) + 50);
  await vi.waitFor(() => expect(ear.heard).toEqual(CANDLES.slice(1000, 1002)), PATIENT);
  await ear.leave();
  await fake.untilUnsubscribed(STREAM);
});

it('has one stream for all symbols, and one request per close and symbol for all listeners', async () => {
  const { feed, fake, advanceTo } = await streamed(CANDLES, minute(1000) + 30_000);
  const ears = [listen(feed), listen(feed), listen(feed, 'ETHUSDT')];
  await fake.untilSubscribed(STREAM);
  await fake.untilSubscribed('ethusdt@kline_1m');
  expect(fake.disconnectStreams()).toBe(1);
  await advanceTo(minute(1001) + 30_000);
  const before = fake.count(KLINES);
  await advanceTo(minute(1003) + 30_000);
  for (const { heard } of ears) expect(heard).toEqual(CANDLES.slice(1000, 1003));
  expect(fake.count(KLINES) - before).toBe(4);
  for (const ear of ears) await ear.leave();
});

it('leaves no stream behind when the last listener has left, also where each symbol has its own', async () => {
  const { feed, fake } = await streamed(CANDLES, minute(1000) + 30_000, { load: otherExchange({ has: { watchOHLCVForSymbols: false } }) });
  const ears = [listen(feed), listen(feed, 'ETHUSDT')];
  await fake.untilSubscribed(STREAM);
  await fake.untilSubscribed('ethusdt@kline_1m');
  for (const ear of ears) await ear.leave();
  await fake.untilUnsubscribed(STREAM);
  await fake.untilUnsubscribed('ethusdt@kline_1m');
});

it('gives each candle once and keeps nothing for hours in which requests and streams go wrong', { timeout: 60_000 }, async () => {
  const stream: readonly Fault[] = [{ kind: 'stream-cut' }, { kind: 'stream-drop' }, { kind: 'stream-duplicate' }, { kind: 'stream-garbage' }, { kind: 'stream-late', lateMs: 3000 }, { kind: 'stream-silence' }];
  const rules: readonly FaultRule[] = [
    { fault: VISIBLE_FAULTS, probability: 0.15, inARow: 3, path: KLINES },
    { fault: stream, probability: 0.05 },
    { fault: { kind: 'stream-refuse' }, probability: 0.3 },
    { fault: { kind: 'status', status: 503 }, probability: 0.2, path: '/api/v3/time' },
  ];
  const { feed, fake, clock, settle, advanceTo } = await streamed(CANDLES, minute(1000) + 1000, { graceMs: 500, silenceMs: 90_000 }, { faults: rules });
  const ears = [listen(feed), listen(feed), listen(feed, 'ETHUSDT')];
  await settle();
  let most = 0;
  for (let n = 1001; n <= 1150; n++) {
    for (const atMs of [100, 700, 3000, 10_000, 30_000]) {
      await clock.pass(minute(n) + atMs - clock.nowMs());
      fake.tick();
      await settle();
      most = Math.max(most, clock.pending);
    }
  }
  expect(fake.faults.struck()).toBeGreaterThan(80);
  fake.faults.clear();
  await advanceTo(minute(1154) + 30_000);
  for (const { heard } of ears) expect(heard).toEqual(CANDLES.slice(1000, 1154));
  // A pause for each line and the stream, and what is under way with its time.
  expect(most).toBeLessThan(12);
  for (const ear of ears) await ear.leave();
  await settle();
  expect(clock.pending).toBe(0);
});

it('goes on by polling while the stream is cut or refused, and says so once', async () => {
  const { feed, fake, notices, advanceTo } = await streamed(CANDLES, minute(1000) + 30_000);
  const ear = listen(feed);
  await fake.untilSubscribed(STREAM);
  fake.faults.add({ fault: { kind: 'stream-refuse' } });
  fake.disconnectStreams();
  await vi.waitFor(() => expect(notices).toHaveLength(1), PATIENT);
  await advanceTo(minute(1003) + 21_000);
  expect(ear.heard).toEqual(CANDLES.slice(1000, 1003));
  expect(notices).toEqual([{ kind: 'stream-lost', message: expect.stringContaining('polling goes on') }]);
  fake.faults.clear();
  await vi.waitFor(async () => {
    await advanceTo(fake.nowMs() + 1000);
    expect(notices.at(-1)?.kind).toBe('stream-back');
  }, PATIENT);
  await ear.leave();
});

it('opens a stream anew that says nothing any more', async () => {
  const { feed, fake, notices, advanceTo } = await streamed(CANDLES, minute(1000) + 30_000, { silenceMs: 90_000 }, { faults: [{ fault: { kind: 'stream-silence' }, nth: 3 }] });
  const ear = listen(feed);
  await fake.untilSubscribed(STREAM);
  await vi.waitFor(async () => {
    await advanceTo(fake.nowMs() + 10_000);
    expect(notices.map(({ kind }) => kind)).toEqual(['stream-lost', 'stream-back']);
  }, PATIENT);
  expect(notices[0]?.message).toContain('not a word for 90 s');
  const closed = Math.floor((fake.nowMs() - 21_000 - minute(1000)) / 60_000);
  expect(ear.heard.slice(0, closed)).toEqual(CANDLES.slice(1000, 1000 + closed));
  await ear.leave();
});
