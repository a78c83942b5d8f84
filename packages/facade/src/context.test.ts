import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Market, minute, minuteOf, telling } from '../test/market.ts';
import { long, SYMBOL, world, type WorldOptions } from '../test/world.ts';
import { getAveragePrice, getCandles, getDate, getMode } from './index.ts';
import type { ICandleData } from './types.ts';

const market = (): Market => new Market(telling(-2000, 500));

/** What `ask` comes to inside the getSignal of minute 3. */
async function inside<T>(ask: () => T | Promise<T>, over: WorldOptions = {}): Promise<T> {
  const found: T[] = [];
  const { results, errors } = world({ market: market(), from: 3, to: 4, getSignal: async () => { found.push(await ask()); }, ...over });
  await results();
  if (errors[0] !== undefined) throw errors[0];
  return found[0]!;
}

describe('inside getSignal', () => {
  it('the last closed candles are those before the frame', async () => {
    expect((await inside(() => getCandles(SYMBOL, '1m', 3))).map(({ close }) => close)).toEqual([100_000.25, 100_001.25, 100_002.25]);
  });

  it('a candle has the fields of the seeds', async () => {
    expect((await inside(() => getCandles(SYMBOL, '1m', 1)))[0]).toEqual({ timestamp: minute(2), open: 100_002, high: 100_002.5, low: 100_001.5, close: 100_002.25, volume: 3 });
  });

  it('the average price is the VWAP of the last five closed candles', async () => {
    const typical = (n: number): number => (3 * (100_000 + n) + 0.25) / 3;
    const volume = (n: number): number => 1 + (n & 3);
    const window = [-2, -1, 0, 1, 2];
    const vwap = window.reduce((sum, n) => sum + typical(n) * volume(n), 0) / window.reduce((sum, n) => sum + volume(n), 0);
    expect(await inside(() => getAveragePrice(SYMBOL))).toBeCloseTo(vwap, 6);
  });

  it('the average price of another symbol is reckoned the same way', async () => {
    const own = await inside(() => getAveragePrice(SYMBOL));
    expect(await inside(() => getAveragePrice('ETHUSDT'))).toBeCloseTo(own, 8);
  });

  it('there is no average price where there is no candle', async () => {
    const silent = market();
    silent.answer = ({ symbol }, honest) => (symbol === 'NEWUSDT' ? [] : honest);
    await expect(inside(() => getAveragePrice('NEWUSDT'), { market: silent })).rejects.toThrow('getAveragePrice: no candles data of NEWUSDT before 2024-01-01T00:03:00.000Z');
  });

  it('the date is the instant of the frame, as a copy', async () => {
    const date = await inside(async () => {
      const first = await getDate();
      first.setFullYear(1999);
      return getDate();
    });
    expect(minuteOf(date)).toBe(3);
  });

  it('the mode is backtest', async () => {
    expect(await inside(() => getMode())).toBe('backtest');
  });

  it.each([
    ['through Promise.all', () => Promise.all([getDate(), getCandles(SYMBOL, '1m', 1), getAveragePrice(SYMBOL)]).then(([date]) => minuteOf(date))],
    ['in nested async functions', async () => (async () => (async () => minuteOf(await getDate()))())()],
    ['after a chain of awaits', async () => {
      for (let i = 0; i < 20; i++) await Promise.resolve();
      return minuteOf(await getDate());
    }],
    ['in timers and microtasks', () => Promise.all([
      new Promise<Date>((resolve) => void setTimeout(() => resolve(getDate()), 0)),
      new Promise<Date>((resolve) => void setImmediate(() => resolve(getDate()))),
      new Promise<Date>((resolve) => queueMicrotask(() => resolve(getDate()))),
      new Promise<Date>((resolve) => process.nextTick(() => resolve(getDate()))),
    ]).then((dates) => Math.max(...dates.map(minuteOf)))],
    ['in the events of an emitter of one’s own', () => new Promise<number>((resolve) => {
      const emitter = new EventEmitter();
      emitter.once('tick', () => resolve(getDate().then(minuteOf)));
      emitter.emit('tick');
    })],
    ['in async iteration', async () => {
      async function* candlesOneByOne(): AsyncGenerator<ICandleData> {
        for (let limit = 1; limit <= 3; limit++) yield (await getCandles(SYMBOL, '1m', limit))[0]!;
      }
      const opens: number[] = [];
      for await (const { timestamp } of candlesOneByOne()) opens.push(minuteOf(timestamp));
      return opens.join() === '2,1,0' ? minuteOf(await getDate()) : NaN;
    }],
    ['in races, and after a rejection', async () => {
      await Promise.allSettled([Promise.reject(new Error('x')), getDate()]);
      await getCandles('', '1m', 1).catch(() => undefined);
      return minuteOf(await Promise.race([getDate(), new Promise<Date>(() => undefined)]));
    }],
    ['in a callback of a promise', () => Promise.resolve().then(() => getDate()).then(minuteOf)],
  ])('everything works %s', async (_how, ask) => {
    expect(await inside<number>(ask)).toBe(3);
  });

  it('everything works in a getSignal that is not async', async () => {
    const dates: Promise<Date>[] = [];
    await world({ getSignal: () => { dates.push(getDate()); } }).results();
    expect((await Promise.all(dates)).map(minuteOf)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('the third argument shows the same numbers', async () => {
    const seen: [ICandleData[], number[]][] = [];
    await world({ market: market(), getSignal: async (symbol, _when, context) => {
      const view = context.series('1m', 5);
      const closes = Array.from({ length: view.length }, (_, row) => view.close(row));
      seen.push([await getCandles(symbol, '1m', 5), closes]);
    } }).results();
    expect(seen.length).toBe(10);
    for (const [asked, closes] of seen) expect(asked.map(({ close }) => close)).toEqual(closes);
  });

  it('the third argument has the price of getAveragePrice', async () => {
    const pairs: [number, number][] = [];
    await world({ market: market(), getSignal: async (symbol, _when, context) => { pairs.push([context.price, await getAveragePrice(symbol)]); } }).results();
    expect(pairs.filter(([own, asked]) => own === asked).length).toBe(10);
  });

  it('two runs at once never see each other', async () => {
    const seen: string[] = [];
    const of = (name: string, from: number): WorldOptions => ({ from, to: from + 5, getSignal: async () => {
      await Promise.resolve();
      const at = minuteOf(await getDate());
      seen.push(`${name} ${at >= from && at < from + 5}`);
    } });
    await Promise.all([world(of('early', 0)).results(), world(of('late', 100)).results()]);
    expect(seen.toSorted()).toEqual([...Array<string>(5).fill('early true'), ...Array<string>(5).fill('late true')]);
  });
});

describe('a question that makes no sense', () => {
  it.each([
    ['no symbol', () => getCandles('', '1m', 1), 'candles/symbol'],
    ['no interval', () => getCandles(SYMBOL, '7m' as '1m', 1), 'interval/unknown'],
    ['no candle', () => getCandles(SYMBOL, '1m', 0), 'candles/limit'],
    ['half a candle', () => getCandles(SYMBOL, '1m', 1.5), 'candles/limit'],
    ['endless candles', () => getCandles(SYMBOL, '1h', Infinity), 'candles/limit'],
    ['no symbol to average', () => getAveragePrice(''), 'candles/symbol'],
  ])('about %s is refused', async (_what, ask, code) => {
    await expect(inside<unknown>(ask)).rejects.toMatchObject({ code: 'strategy/threw', cause: { code } });
  });
});

describe('outside of a hook', () => {
  it.each([
    ['getCandles', () => getCandles(SYMBOL, '1m', 1)],
    ['getAveragePrice', () => getAveragePrice(SYMBOL)],
    ['getDate', () => getDate()],
    ['getMode', () => getMode()],
  ])('%s says so', async (name, ask) => {
    await expect(ask()).rejects.toMatchObject({ code: 'context/missing', message: expect.stringMatching(new RegExp(`^${name} works inside getSignal`)) as string });
  });

  it('the consumer of a run is outside', async () => {
    const { run } = world({ script: { 1: long() } });
    for await (const _result of run()) await expect(getDate()).rejects.toMatchObject({ code: 'context/missing' });
  });
});
