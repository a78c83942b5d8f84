import { EngineError } from '@tradewright/core';
import { FakeClock } from '@tradewright/core/testing';
import { describe, expect, it } from 'vitest';
import type { ICandleData } from '../src/types.ts';
import { candles, Market, minute, minuteOf, type QuickClock } from './market.ts';
import { collect, FREE, long, NAMES, SYMBOL, throwText, told, world, type World } from './world.ts';

// What an exchange may get wrong with a page is in `src/exchange-source.test.ts`; here is what no page can be at all.

const broken = (): never => throwText(new Error('no feed'));

const ANSWERS: [string, (page: ICandleData[]) => unknown, RegExp][] = [
  ['candles as rows of numbers', (page) => page.map((one) => Object.values(one)), /a candle whose timestamp is undefined, no number/],
  ['candles without volume', (page) => page.map(({ volume: _volume, ...one }) => one), /a candle whose volume is undefined, no number/],
  ['candles whose prices are null', (page) => page.map((one) => ({ ...one, close: null })), /a candle whose close is null, no number/],
  ['candles whose prices are bigints', (page) => page.map((one) => ({ ...one, close: 100n })), /a candle whose close is 100n?, no number/],
  ['candles whose prices are words', (page) => page.map((one) => ({ ...one, close: 'high' })), /a candle whose close is .high., no number/],
  ['candles whose prices are text', (page) => page.map((one) => ({ ...one, open: '100' })), /a candle whose open is .100., no number/],
  ['candles whose times are text', (page) => page.map((one) => ({ ...one, timestamp: new Date(one.timestamp).toISOString() })), /a candle whose timestamp is .2024-01-01T.*, no number/],
  ['candles whose times are seconds', (page) => page.map((one) => ({ ...one, timestamp: one.timestamp / 1000 })), /timestamps are milliseconds, not seconds/],
  ['candles with an endless high', (page) => page.map((one) => ({ ...one, high: Infinity })), /holds a value that is no number: .* high Infinity/],
  ['candles with a negative price', (page) => page.map((one) => ({ ...one, low: -1 })), /holds a price that is not positive/],
  ['candles without time', (page) => page.map((one) => ({ ...one, timestamp: Number.NaN })), /time NaN/],
  ['candles whose getters throw', (page) => page.map((one) => Object.defineProperty({ ...one }, 'close', { get: broken })), /failed: no feed/],
  ['a proxy that throws at everything', () => new Proxy([], { get: broken, has: broken, ownKeys: broken }), /failed: no feed/],
  ['an iterator', (page) => page.values(), /must resolve to an array of candles, got an object/],
  ['a number', () => 10, /must resolve to an array of candles, got 10/],
  ['null', () => null, /must resolve to an array of candles, got null/],
  ['what cannot be printed', () => Object.create(null) as unknown, /must resolve to an array of candles, got an object/],
  ['a rejection of nothing', () => Promise.reject(undefined as unknown as Error), /failed: undefined/],
  ['a rejection that cannot be printed', () => Promise.reject(Object.create(null) as Error), /failed: a value that cannot be shown/],
  ['a throw of nothing', () => throwText(null), /failed: null/],
];

/** Spoils what is asked about the minutes 5 to 14; a trade is made before and one after. */
async function spoilt(change: (page: ICandleData[]) => unknown, prefetch: boolean): Promise<{ made: World; went: string[] }> {
  const market = new Market(candles(-5, 200, { 25: [100, 111, 100, 111] }), {
    maxCandlesPerRequest: 10,
    answer: ({ since }, honest) => (minuteOf(since) >= 5 && minuteOf(since) < 15 ? (change(honest) as ICandleData[]) : honest),
  });
  const made = world({ market, script: { 1: long({ minuteEstimatedTime: 2 }), 20: long() }, to: 30, config: { ...FREE, CC_CANDLE_PREFETCH: prefetch, CC_GET_CANDLES_RETRY_COUNT: 1 } });
  return { made, went: told(await made.results()) };
}

describe.each([true, false])('an exchange asked with prefetch %s that answers', (prefetch) => {
  it.each(ANSWERS)('with %s: is told as an error of ours, the range is a gap, the trades around it are made', async (_what, change, message) => {
    const { made, went } = await spoilt(change, prefetch);
    expect(went).toEqual(['time_expired 3', 'take_profit 25']);
    expect(made.errors.length).toBeGreaterThan(0);
    for (const error of made.errors) {
      expect(error).toBeInstanceOf(EngineError);
      expect(error.message).toMatch(message);
      expect(error.message).toMatch(/^memory.* BTCUSDT 1m/);
    }
  });

  it.each<[string, (page: ICandleData[]) => unknown]>([
    ['frozen candles', (page) => Object.freeze(page.map((one) => Object.freeze(one)))],
    ['candles with more fields', (page) => page.map((one) => ({ ...one, trades: 5, symbol: 'ETH' }))],
    ['candles of a class', (page) => page.map((one) => Object.assign(new (class Row {})(), one))],
    ['a subclass of Array', (page) => (class Rows extends Array<ICandleData> {}).from(page)],
    ['a thenable', (page) => Promise.resolve(page)],
  ])('with %s: is understood', async (_what, change) => {
    const { made, went } = await spoilt(change, prefetch);
    expect([went, made.errors]).toEqual([['time_expired 3', 'take_profit 25'], []]);
  });
});

const hanging = (): Market => new Market(candles(-5, 200), { maxCandlesPerRequest: 10, answer: ({ since }, honest) => (minuteOf(since) === 5 ? new Promise(() => undefined) : honest) });

describe('an exchange that never answers', () => {
  it('holds its run up until that is aborted, and then it ends with what it had', async () => {
    const { tw, market, clock } = world({ market: hanging(), to: 30, script: { 1: long({ minuteEstimatedTime: 2 }), 20: long({ minuteEstimatedTime: 2 }) } });
    const abort = new AbortController();
    const heard: string[] = [];
    tw.listenSignalBacktest(({ action }) => void heard.push(action), { idle: false });
    tw.listenDoneBacktest(() => void heard.push('done'));
    const ended = collect(tw.Backtest.run(SYMBOL, NAMES, { signal: abort.signal }));
    await expect.poll(() => heard).toContain('closed');
    expect(market.requests.map(({ since }) => minuteOf(since)).filter((n) => n >= 5)).toEqual([5]);
    await expect.poll(() => clock.pending).toBe(1); // the time the exchange is given: nothing but its answer is waited for
    expect(heard).toEqual(['opened', 'closed']);
    abort.abort();
    expect(told(await ended)).toEqual(['time_expired 3']);
    tw.removeExchange('memory');
  });

  it('is given up on after CC_GET_CANDLES_TIMEOUT_SECONDS, asked again, and then that range is a gap', async () => {
    const { tw, market, clock, errors } = world({ market: hanging(), to: 30, script: { 1: long({ minuteEstimatedTime: 2 }), 20: long({ minuteEstimatedTime: 2 }) }, config: { ...FREE, CC_GET_CANDLES_TIMEOUT_SECONDS: 7, CC_GET_CANDLES_RETRY_COUNT: 2 } });
    const asked = (): number => market.requests.filter(({ since }) => minuteOf(since) === 5).length;
    const ended = collect(tw.Backtest.run(SYMBOL, NAMES));
    for (const times of [1, 2]) {
      await expect.poll(asked).toBe(times);
      await clock.pass(7000);
    }
    expect(told(await ended)).toEqual(['time_expired 3', 'time_expired 22']);
    expect(errors).toMatchObject([{ code: 'exchange/candles', message: expect.stringContaining('gave no answer within 7 s') }]);
  });

  it.each(['stop', 'return'] as const)('does not keep a run that is told to end: %s', async (how) => {
    const { tw, market, run, clock } = world({ market: hanging(), to: 30 });
    const stream = run();
    const next = stream.next();
    await expect.poll(() => market.requests.some(({ since }) => minuteOf(since) === 5)).toBe(true);
    if (how === 'stop') await tw.Backtest.stop(SYMBOL, NAMES.strategyName);
    else await stream.return();
    expect((await next).done).toBe(true);
    await expect.poll(() => clock.pending).toBe(0);
    tw.removeExchange('memory');
  });

  it('nor does one that fails again and again: a background run is stopped between its attempts', async () => {
    const clock = new FakeClock(minute(100_000));
    const market = new Market(candles(-5, 200), { answer: () => Promise.reject(new Error('down')) });
    const { tw } = world({ market, to: 30, clock: clock as QuickClock });
    let done = 0;
    tw.listenDoneBacktest(() => void done++);
    const cancel = tw.Backtest.background(SYMBOL, NAMES);
    await expect.poll(() => market.requests.length).toBe(1);
    cancel();
    await expect.poll(() => done).toBe(1);
    expect(market.requests.length).toBe(1);
  });

  it('holds up no other run', async () => {
    const market = new Market(candles(-50, 200), { answer: ({ symbol }, honest) => (symbol === 'HANGS' ? new Promise(() => undefined) : honest) });
    const { tw, results } = world({ market, script: { 1: long({ minuteEstimatedTime: 2 }) } });
    tw.Backtest.background('HANGS', NAMES);
    expect(told(await results())).toEqual(['time_expired 3']);
  });
});
