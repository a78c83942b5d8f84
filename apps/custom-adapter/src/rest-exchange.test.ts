import type { Candle } from '@tradewright/core';
import { candleSourceCases, FakeClock, runSuite } from '@tradewright/core/testing';
import { describe, expect, it } from 'vitest';
import { BarServer } from '../test/bar-server.ts';
import { failureOf, LATER, MINUTE, minutes, read, RestlessClock, START } from '../test/candles.ts';
import { RestExchange } from './rest-exchange.ts';

async function hold(candles: readonly Candle[]): Promise<RestExchange> {
  const { url } = await BarServer.start(candles);
  return new RestExchange(url, new RestlessClock(LATER));
}

async function holdAt(candles: readonly Candle[], nowMs: number): Promise<RestExchange> {
  const { url, faults } = await BarServer.start(candles.filter(({ openTimeMs }) => openTimeMs <= nowMs));
  // Told to wait, it would ask at another instant.
  faults.pop();
  return new RestExchange(url, new FakeClock(nowMs));
}

runSuite(candleSourceCases, { describe, it }, {
  name: 'RestExchange',
  fresh: () => ({ symbol: 'BTCUSDT', hold, holdAt }),
});

describe('the REST exchange', () => {
  it('waits as long as it is told to when it asks too often, and gives up after four times', async () => {
    const server = await BarServer.start(minutes(3));
    const clock = new RestlessClock(LATER);
    expect(await read(new RestExchange(server.url, clock))).toEqual(minutes(3));
    expect(clock.rests).toEqual([7000]);
    server.faults.push(...Array.from({ length: 4 }, () => ({ status: 429 })));
    expect(await failureOf(read(new RestExchange(server.url, clock)))).toMatchObject({ name: 'SourceError', code: 'http/status', retryable: true });
    expect(clock.rests).toEqual([7000, 1000, 1000, 1000]);
  });

  it('leaves out the bar that still forms', async () => {
    const { url } = await BarServer.start(minutes(10));
    expect(await read(new RestExchange(url, new RestlessClock(START + 5 * MINUTE + 30_000)))).toEqual(minutes(5));
  });

  it('leaves out bars from before the question that came with it', async () => {
    const server = await BarServer.start(minutes(3));
    const bar = (atMs: number): unknown[] => [atMs / 1000, '100', '100', '100', '100', '0'];
    server.faults.splice(0, 1, { status: 200, text: JSON.stringify([bar(START - MINUTE), bar(START)]) });
    expect((await read(new RestExchange(server.url, new RestlessClock(LATER)))).map(({ openTimeMs }) => openTimeMs)).toEqual([0, 1, 2].map((n) => START + n * MINUTE));
  });

  it.each([
    ['is down', { status: 503 }, { code: 'http/status', retryable: true }],
    ['refuses', { status: 403 }, { code: 'http/status', retryable: false }],
    ['shows a page of HTML', { status: 200, text: '<html>' }, { code: 'http/failed', retryable: true, cause: expect.any(SyntaxError) }],
    ['answers with something else', { status: 200, text: '{"bars": 7}' }, { code: 'http/failed', retryable: true, cause: expect.any(TypeError) }],
    ['answers with the past', { status: 200, text: '[[60,"1","1","1","1","1"]]' }, { code: 'rest/answer', retryable: false }],
    ['answers without a time', { status: 200, text: '[["now","1","1","1","1","1"]]' }, { code: 'rest/answer', retryable: false }],
  ])('says what is wrong when the exchange %s', async (_what, fault, failure) => {
    const server = await BarServer.start(minutes(3));
    server.faults.splice(0, 1, fault);
    const said = await failureOf(read(new RestExchange(server.url, new RestlessClock(LATER))));
    expect(said).toMatchObject({ name: 'SourceError', message: expect.stringContaining(server.url), ...failure });
  });

  it('says so when nobody is there, or nobody answers in time', async () => {
    const server = await BarServer.start([]);
    server.faults.splice(0, 1, null);
    const clock = new FakeClock(LATER);
    const failure = failureOf(read(new RestExchange(server.url, clock)));
    await expect.poll(() => server.asked.length).toBe(1);
    await clock.pass(10_000);
    expect(await failure).toMatchObject({ name: 'SourceError', code: 'http/failed', retryable: true });
    await server.stop();
    expect(await failureOf(read(new RestExchange(server.url, clock)))).toMatchObject({ code: 'http/failed', retryable: true, cause: { cause: { code: 'ECONNREFUSED' } } });
    expect(clock.pending).toBe(0);
  });

  it('waits no longer once it is cancelled, for an answer or for its turn', async () => {
    for (const fault of [null, { status: 429, retryAfter: '3600' }]) {
      const server = await BarServer.start([]);
      server.faults.splice(0, 1, fault);
      const cancel = new AbortController();
      const clock = new FakeClock(LATER);
      const asking = failureOf(read(new RestExchange(server.url, clock), { cancel: cancel.signal }));
      await expect.poll(() => server.asked.length === 1 && (fault === null || clock.pending === 1)).toBe(true);
      cancel.abort();
      expect(await asking).toMatchObject({ name: 'SourceError', code: 'http/failed' });
      expect([server.asked.length, clock.pending]).toEqual([1, 0]);
    }
  });

  it('asks for the steps of a market once', async () => {
    const server = await BarServer.start([]);
    const exchange = new RestExchange(server.url, new RestlessClock(LATER));
    expect(await exchange.instrument('BTCUSDT')).toMatchObject({ tickSize: 0.01, lotSize: 0.001 });
    await exchange.instrument('BTCUSDT');
    expect(server.asked).toEqual(['/markets/BTCUSDT', '/markets/BTCUSDT']);
    expect(await failureOf(exchange.instrument('NOBODY'))).toMatchObject({ code: 'http/status', retryable: false });
  });
});
