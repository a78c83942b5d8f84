import { CandleSeries, columnsOf, intervalMs } from '@tradewright/core';
import { describe, expect, it } from 'vitest';
import { candles, Market, minute, minuteOf, telling, type Request } from '../test/market.ts';
import { SYMBOL, world, type WorldOptions } from '../test/world.ts';
import { getCandles } from './index.ts';
import type { CandleInterval, ICandleData } from './types.ts';

const INTERVALS: readonly CandleInterval[] = ['1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '8h'];

/** A month of them; made once, for the exchange hands out copies. */
const MONTH = telling(-40_000, 3000);

interface Seen {
  readonly at: number;
  readonly candles: ICandleData[];
}

/** What getCandles shows at every ask of a run over candles whose prices tell their minute. */
async function seenBy(question: { symbol?: string; interval: CandleInterval; limit: number }, over: WorldOptions = {}): Promise<{ seen: Seen[]; requests: Request[]; errors: Error[] }> {
  const seen: Seen[] = [];
  const { results, market, errors } = world({
    market: new Market(MONTH), to: 30, ...over,
    getSignal: async (symbol, when) => { seen.push({ at: minuteOf(when), candles: await getCandles(question.symbol ?? symbol, question.interval, question.limit) }); },
  });
  await results();
  return { seen, requests: market.requests, errors };
}

const opensOf = ({ candles: shown }: Seen): number[] => shown.map(({ timestamp }) => minuteOf(timestamp));

describe.each(INTERVALS)('%s candles', (interval) => {
  const step = intervalMs(interval) / 60_000;

  it.each([[1], [2], [50]])('are the last %i that have closed, aligned, at every frame', async (limit) => {
    const { seen, errors } = await seenBy({ interval, limit }, { from: 475, to: 490 });
    expect([seen.length, errors]).toEqual([15, []]);
    for (const one of seen) {
      const end = Math.floor(one.at / step) * step;
      expect(opensOf(one)).toEqual(Array.from({ length: limit }, (_, i) => end - (limit - i) * step));
    }
  });

  it('never show a minute that had not closed', async () => {
    const { seen } = await seenBy({ interval, limit: 3 }, { from: 478, to: 484 });
    for (const { at, candles: shown } of seen) for (const { high, close } of shown) {
      expect(Math.floor(high - 0.5) - 100_000).toBeLessThan(at);
      expect(close).toBeLessThan(100_000 + at);
    }
  });
});

describe('an aligned window', () => {
  it('ends where the interval ends, not at the frame', async () => {
    const { seen } = await seenBy({ interval: '5m', limit: 2 }, { from: 13, to: 16 });
    expect(seen.map(opensOf)).toEqual([[0, 5], [0, 5], [5, 10]]);
  });

  it('ends at the last full minute where frames lie between minutes', async () => {
    const { seen } = await seenBy({ interval: '1m', limit: 2 }, { frame: { startDate: new Date(minute(3) + 30_000) }, to: 5 });
    expect(seen.map((one) => [one.at, opensOf(one)])).toEqual([[3.5, [1, 2]], [4.5, [2, 3]]]);
  });

  it('is not filled up from before where candles are missing', async () => {
    const { seen } = await seenBy({ interval: '1m', limit: 4 }, { market: new Market(candles(-100, 100, { 3: null, 4: null })), from: 6, to: 10 });
    expect(seen.map(opensOf)).toEqual([[2, 5], [5, 6], [5, 6, 7], [5, 6, 7, 8]]);
  });

  it('is the same over a gap for another symbol', async () => {
    const { seen } = await seenBy({ symbol: 'ETHUSDT', interval: '1m', limit: 4 }, { market: new Market(candles(-100, 100, { 3: null, 4: null })), from: 6, to: 10 });
    expect(seen.map(opensOf)).toEqual([[2, 5], [5, 6], [5, 6, 7], [5, 6, 7, 8]]);
  });
});

describe('history', () => {
  it('reaches back before the start', async () => {
    const { seen } = await seenBy({ interval: '1m', limit: 500 });
    expect(seen.map(({ candles: { length } }) => length)).toEqual(Array<number>(30).fill(500));
    expect(opensOf(seen[0]!)[0]).toBe(-500);
  });

  it('reaches back further than the run keeps', async () => {
    const { seen } = await seenBy({ interval: '1m', limit: 4000 }, { from: 2000, to: 2003 });
    for (const one of seen) expect([opensOf(one)[0], opensOf(one).at(-1), one.candles.length]).toEqual([one.at - 4000, one.at - 1, 4000]);
  });

  it('is as short as the exchange has it', async () => {
    const { seen, errors } = await seenBy({ interval: '1m', limit: 50 }, { market: new Market(candles(-10, 100)), to: 3 });
    expect([seen.map(({ candles: { length } }) => length), errors]).toEqual([[10, 11, 12], []]);
  });

  it('is empty for a symbol that is not traded', async () => {
    const market = new Market(candles(-100, 100));
    market.answer = ({ symbol }, honest) => (symbol === 'NEWUSDT' ? [] : honest);
    const { seen, errors } = await seenBy({ symbol: 'NEWUSDT', interval: '1m', limit: 5 }, { market });
    expect([seen[0]!.candles, errors]).toEqual([[], []]);
  });

  it('does not begin before the epoch', async () => {
    const { seen, errors, requests } = await seenBy({ interval: '8h', limit: 100_000 }, { market: new Market(candles(-100, 100)), to: 1 });
    expect([seen[0]!.candles.length, errors]).toEqual([1, []]);
    expect(Math.min(...requests.map(({ since }) => since.getTime()))).toBe(0);
  });

  it('belongs to whoever asked: changing what was shown changes nothing', async () => {
    const closes: number[] = [];
    const { results } = world({ market: new Market(telling(-100, 100)), to: 3, getSignal: async (symbol) => {
      const shown = [...await getCandles(symbol, '1m', 1), ...await getCandles('ETHUSDT', '1m', 1), ...await getCandles(symbol, '5m', 1)];
      for (const one of shown) {
        closes.push(one.close);
        one.close = 0;
      }
    } });
    await results();
    expect(closes).not.toContain(0);
  });
});

describe('candles that the exchange holds in memory', () => {
  const held = (): Market => {
    const minutes = MONTH.map(({ timestamp, ...prices }) => ({ openTimeMs: timestamp, ...prices }));
    const series = CandleSeries.over(columnsOf(minutes), { name: SYMBOL });
    return new Market([], { source: { name: 'held', held: (symbol, interval) => (symbol === SYMBOL && interval === '1m' ? series : undefined), candles: () => { throw new Error('all is held'); } } });
  };

  it.each([[1], [50], [4000]])('are not asked for: the last %i', async (limit) => {
    const [fromMemory, asked] = [await seenBy({ interval: '1m', limit }, { market: held() }), await seenBy({ interval: '1m', limit })];
    expect([fromMemory.requests, fromMemory.errors, fromMemory.seen.length]).toEqual([[], [], 30]);
    expect(fromMemory.seen).toEqual(asked.seen);
  });
});

describe('the exchange is asked', () => {
  const asked = (requests: Request[]): [string, number, number][] => requests.map(({ interval, since, limit }) => [interval, minuteOf(since), limit]);

  it('once for each page of the run, from the first candle of the VWAP to the last that may matter', async () => {
    const { seen, requests } = await seenBy({ interval: '1m', limit: 5 });
    expect([seen.length, asked(requests)]).toEqual([30, [['1m', -5, 1000]]]);
  });

  it('for nothing twice: history before the start ends where the run begins', async () => {
    const { requests } = await seenBy({ interval: '1m', limit: 50 });
    expect(asked(requests)).toEqual([['1m', -5, 1000], ['1m', -50, 45]]);
  });

  it('page after page, each once', async () => {
    const { requests } = await seenBy({ interval: '1m', limit: 5 }, { to: 2500 });
    expect(asked(requests)).toEqual([['1m', -5, 1000], ['1m', 995, 1000], ['1m', 1995, 1000]]);
  });

  it('in pages no larger than it allows', async () => {
    const { requests } = await seenBy({ interval: '1m', limit: 5 }, { to: 25, market: new Market(telling(-100, 100), { maxCandlesPerRequest: 20 }) });
    expect(asked(requests).slice(0, 2)).toEqual([['1m', -5, 20], ['1m', 15, 20]]);
  });

  it.each(['5m', '1h'] as const)('ahead in whole pages for %s candles, and then no more', async (interval) => {
    const { seen, requests } = await seenBy({ interval, limit: 10 }, { from: 475, to: 600 });
    expect(seen.length).toBe(125);
    expect(requests.filter((request) => request.interval === interval).length).toBe(1);
  });

  it('once for what two questions want at the same time', async () => {
    const { results, market } = world({ market: new Market(telling(-5000, 500)), to: 3, getSignal: async () => { await Promise.all([1, 2, 3].map(() => getCandles('ETHUSDT', '5m', 20))); } });
    await results();
    expect(market.requests.filter(({ symbol }) => symbol === 'ETHUSDT').length).toBe(1);
  });

  it('only for what is new where short and long questions take turns', async () => {
    const { results, market } = world({ market: new Market(telling(-9000, 500)), to: 20, getSignal: async () => {
      await getCandles('ETHUSDT', '1m', 10);
      await getCandles('ETHUSDT', '1m', 6000);
    } });
    await results();
    const others = market.requests.filter(({ symbol }) => symbol === 'ETHUSDT');
    expect(asked(others).map(([, since]) => since)).toEqual([-10, ...[-6000, -5000, -4000, -3000, -2000, -1000]]);
  });

  it('again and again, but never for the same candle, over a long run', async () => {
    const { results, market } = world({ market: new Market(telling(-100, 3000), { maxCandlesPerRequest: 50 }), to: 1000, interval: '15m', getSignal: () => getCandles('ETHUSDT', '1m', 30) });
    await results();
    const since = market.requests.filter(({ symbol }) => symbol === 'ETHUSDT').map(({ since: at }) => minuteOf(at));
    expect(since).toEqual(Array.from({ length: since.length }, (_, i) => -30 + i * 50));
    expect(since.length).toBe(21);
  });

  it('and onCandleData hears of each request as it was asked', async () => {
    const heard: unknown[] = [];
    const market = new Market(telling(-100, 3000), { callbacks: { onCandleData: (symbol, interval, since, limit, data) => void heard.push([symbol, interval, minuteOf(since), limit, data.length, minuteOf(data[0]!.timestamp)]) } });
    await seenBy({ interval: '5m', limit: 10 }, { market, to: 1200 });
    expect(heard).toEqual([[SYMBOL, '1m', -5, 1000, 1000, -5], [SYMBOL, '5m', -50, 1000, 610, -50], [SYMBOL, '1m', 995, 1000, 1000, 995]]);
    expect(heard.length).toBe(market.requests.length);
  });
});
