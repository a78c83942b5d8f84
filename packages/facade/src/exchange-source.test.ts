import { describe, expect, it } from 'vitest';
import { candle, candles, Market, minute, minuteOf, QuickClock } from '../test/market.ts';
import { FREE, long, SYMBOL, told, world, type World, type WorldOptions } from '../test/world.ts';
import { getCandles } from './index.ts';
import type { ICandleData, IExchangeSchema } from './types.ts';

/** Pages of ten minutes: the page of minutes 5 to 14 is the second. */
function pages(answer: Market['answer'], over: Partial<IExchangeSchema> = {}): Market {
  return new Market(candles(-5, 200, { 25: [100, 111, 100, 111] }), { maxCandlesPerRequest: 10, answer, ...over });
}

const isSecond = (since: Date): boolean => minuteOf(since) === 5;

/** A strategy that trades before, in and after the second page. */
const script = { 1: long({ minuteEstimatedTime: 2 }), 20: long() };
const trades = ['time_expired 3', 'take_profit 25'];

const spoilt = (change: (page: ICandleData[]) => unknown): Market['answer'] => ({ since }, honest) => (isSecond(since) ? (change(honest) as ICandleData[]) : honest);

async function outcome(market: Market, over: WorldOptions = {}): Promise<World & { done: string[]; skipped: number; gaps: number }> {
  const made = world({ market, script, to: 30, ...over });
  const stream = made.run();
  const done: string[] = [];
  for await (const result of stream) done.push(...told([result]));
  return { ...made, done, skipped: stream.counts.skippedFrames, gaps: stream.counts.gaps };
}

const BROKEN: [string, (page: ICandleData[]) => unknown, RegExp][] = [
  ['candles out of order', (page) => page.toReversed(), /comes after/],
  ['a candle twice', (page) => [page[0]!, ...page], /appears twice/],
  ['a candle between minutes', (page) => page.map((one, i) => (i === 3 ? { ...one, timestamp: one.timestamp + 1 } : one)), /not a positive multiple of 60000 ms/],
  ['a candle without time', (page) => [{ ...page[0]!, timestamp: undefined }], /a candle whose timestamp is undefined, no number/],
  ['a price that is no number', (page) => page.map((one, i) => (i === 2 ? { ...one, close: Number.NaN } : one)), /no number/],
  ['a price of nothing', (page) => page.map((one) => ({ ...one, low: 0 })), /not positive/],
  ['a high below the low', (page) => page.map((one) => ({ ...one, high: 99, low: 101 })), /high is not the highest/],
  ['negative volume', (page) => page.map((one) => ({ ...one, volume: -1 })), /negative volume/],
  ['a price a thousandth of the usual', (page) => page.map((one, i) => (i === 7 ? { ...one, low: 0.09 } : one)), /anomalously far below/],
  ['no array', () => ({ candles: [] }), /must resolve to an array of candles, got an object/],
  ['nothing', () => undefined, /got undefined/],
  ['a null among candles', (page) => [...page, null], /gave null as a candle/],
  ['text among candles', (page) => [...page, 'x'], /gave "x" as a candle/],
  ['a rejection', () => Promise.reject(new Error('503 try later')), /getCandles BTCUSDT 1m since 2024-01-01T00:05:00.000Z failed: 503 try later/],
  ['a rejection that is no error', () => Promise.reject('gone fishing' as unknown as Error), /failed: gone fishing/],
  ['a throw before any promise', () => { throw new Error('not connected'); }, /failed: not connected/],
];

describe.each(BROKEN)('an exchange that answers with %s', (_what, change, message) => {
  it('is asked again with pauses, then the range is a gap that is told once, and the run goes on', async () => {
    const { market, clock, errors, done, skipped } = await outcome(pages(spoilt(change)));
    expect(market.requests.filter(({ since }) => isSecond(since)).length).toBe(3);
    expect(clock.pauses).toEqual([5000, 5000]);
    expect(errors.map((error) => error.message)).toEqual([expect.stringMatching(message)]);
    expect(done).toEqual(trades);
    expect(skipped).toBeGreaterThan(0);
  });

  it('is forgiven when a later answer is right', async () => {
    let failures = 2;
    const { clock, errors, done, skipped } = await outcome(pages((request, honest, attempt) => (isSecond(request.since) && failures-- > 0 ? spoilt(change)(request, honest, attempt) : honest)));
    expect([clock.pauses, errors, done, skipped]).toEqual([[5000, 5000], [], trades, 0]);
  });

  it('ends the run where no gap is allowed', async () => {
    const { run } = world({ market: pages(spoilt(change)), script, to: 30, config: { ...FREE, CC_CANDLE_GAP: 'error' } });
    const stream = run();
    await expect((async () => { for await (const _result of stream); })()).rejects.toThrow(message);
  });
});

describe('the number of attempts', () => {
  it.each([[0, 1], [1, 1], [5, 5]])('configured as %i', async (CC_GET_CANDLES_RETRY_COUNT, requests) => {
    const { market, errors, clock } = await outcome(pages(spoilt(() => undefined)), { config: { ...FREE, CC_GET_CANDLES_RETRY_COUNT, CC_GET_CANDLES_RETRY_DELAY_MS: 70 } });
    expect(market.requests.filter(({ since }) => isSecond(since)).length).toBe(requests);
    expect([clock.pauses, errors.length]).toEqual([Array<number>(requests - 1).fill(70), 1]);
  });

  it('holds for what getSignal asks for as well: told once, then remembered as a gap', async () => {
    const { results, errors, clock } = world({ market: pages(({ symbol }, honest) => (symbol === SYMBOL ? honest : Promise.reject(new Error('unknown symbol')))), to: 3, getSignal: () => getCandles('ETHUSDT', '1m', 5).then(() => null) });
    await results();
    expect([errors.map(({ message }) => message), clock.pauses.length]).toEqual([['memory: getCandles ETHUSDT 1m since 2023-12-31T23:55:00.000Z failed: unknown symbol'], 2]);
  });
});

describe('errors of an exchange', () => {
  it.each([
    ['a refusal', () => Promise.reject(new Error('no')), 'exchange/candles'],
    ['garbage', () => 7, 'exchange/candles'],
    ['a broken candle', (page: ICandleData[]) => page.map((one) => ({ ...one, volume: -1 })), 'candle/invalid'],
  ])('have a code: %s', async (_what, change, code) => {
    expect((await outcome(pages(spoilt(change)))).errors).toMatchObject([{ code }]);
  });
});

describe('an exchange that answers loosely', () => {
  it('with too many candles: what was not asked for is left out silently', async () => {
    const { errors, done, gaps } = await outcome(pages(({ since }, honest) => [candle(minuteOf(since) - 1), ...honest, candle(minuteOf(since) + 10), candle(minuteOf(since) + 11)]));
    expect([errors, done, gaps]).toEqual([[], trades, 0]);
  });

  it('with too few: the rest is a gap, and nobody is bothered', async () => {
    const { errors, done, gaps, skipped, clock } = await outcome(pages(({ since }, honest) => (isSecond(since) ? honest.slice(0, 2) : honest)));
    expect([errors, done, gaps, skipped, clock.pauses]).toEqual([[], trades, 1, 4, []]);
  });

  it('with nothing at all: no frame has a price, no trade is made', async () => {
    const { errors, done, asks } = await outcome(pages(() => []));
    expect([errors, done, asks]).toEqual([[], [], []]);
  });

  it('with the candle that is still forming: it is not shown yet', async () => {
    const clock = new QuickClock(minute(8) + 20_000);
    const shown: number[] = [];
    const { results } = world({ clock, market: new Market(candles(-20, 9)), to: 30, getSignal: async (symbol) => { shown.push(...(await getCandles(symbol, '1m', 3)).map(({ timestamp }) => minuteOf(timestamp))); } });
    await results();
    expect(Math.max(...shown)).toBe(6);
  });

  it('with candles it goes on changing', async () => {
    let kept: ICandleData[] = [];
    const { done } = await outcome(pages((_request, honest) => {
      for (const one of kept) one.high = one.low = one.close = 1e9;
      kept = honest;
      return honest;
    }));
    expect(done).toEqual(trades);
  });
});

describe('onCandleData', () => {
  it.each([
    ['throws', () => { throw new Error('callback broke'); }],
    ['rejects', () => Promise.reject(new Error('callback broke'))],
  ])('that %s is told, and the request stands', async (_what, onCandleData) => {
    const { market, errors, done } = await outcome(new Market(candles(-5, 200, { 25: [100, 111, 100, 111] }), { callbacks: { onCandleData: onCandleData as () => void } }));
    expect([market.requests.length, errors.map(({ message }) => message), done]).toEqual([1, ['callback broke'], trades]);
  });
});

describe('missing candles', () => {
  const holed = (): Market => new Market(candles(-5, 200, { 11: null, 12: null, 25: [100, 111, 100, 111] }));

  it('are skipped and counted', async () => {
    const { gaps, done, errors } = await outcome(holed());
    expect([gaps, done, errors]).toEqual([1, trades, []]);
  });

  it('end the run where they are called an error', async () => {
    const { results } = world({ market: holed(), script, to: 30, config: { ...FREE, CC_CANDLE_GAP: 'error' } });
    await expect(results()).rejects.toMatchObject({ code: 'candle/gap', message: expect.stringContaining('no candles from 2024-01-01T00:11:00.000Z to 2024-01-01T00:13:00.000Z') as string });
  });
});
