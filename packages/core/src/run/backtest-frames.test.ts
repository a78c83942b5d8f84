import { describe, expect, it } from 'vitest';
import { columnsOf } from '../market/columns.ts';
import { CandleSeries } from '../market/series.ts';
import type { StrategyContext } from '../ports/strategy.ts';
import { MINUTE_MS } from '../units.ts';
import { candles, eventsOf, minute, minutesOf, PageSource, run, Scripted, signal, told } from './run.fixture.ts';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe('frames', () => {
  it('lie in a half-open range: adjacent backtests share none', async () => {
    const strategy = new Scripted();
    await eventsOf(run({ strategy }));
    await eventsOf(run({ strategy, fromMs: minute(10), toMs: minute(13) }));
    expect(strategy.asks).toEqual(range(0, 13));
  });

  it.each([
    ['5m', undefined, [0, 5, 10, 15]],
    ['1m', '5m', [0, 5, 10, 15]],
    ['5m', '3m', [0, 6, 12, 18]],
    ['15m', '1m', [0, 15]],
    ['1m', '15m', [0, 15]],
  ] as const)('ask a %s strategy every %s frame at most once in its interval', async (interval, frame, asks) => {
    const strategy = new Scripted({}, interval);
    await eventsOf(run({ strategy, toMs: minute(20), ...(frame === undefined ? undefined : { frame }) }));
    expect(strategy.asks).toEqual(asks);
  });

  it('begin where the range begins, aligned or not', async () => {
    const strategy = new Scripted();
    await eventsOf(run({ strategy, fromMs: minute(0.5), toMs: minute(3) }));
    expect(strategy.asks).toEqual([0.5, 1.5, 2.5]);
  });

  it('before the first price are warm-up', async () => {
    const strategy = new Scripted();
    const given = run({ strategy, candles: new PageSource([candles(0, 200)]) });
    await eventsOf(given);
    expect([strategy.asks, given.counts.warmUpFrames, given.counts.skippedFrames, given.counts.frames]).toEqual([range(1, 10), 1, 0, 9]);
  });

  it('whose window fell into a gap are skipped and counted, and the gap is told once', async () => {
    const strategy = new Scripted();
    const hole = Object.fromEntries(range(5, 25).map((n) => [n, null]));
    const given = run({ strategy, toMs: minute(30), candles: new PageSource([candles(-10, 7, hole), candles(7, 60, hole)]) });
    const events = told(await eventsOf(given));
    expect([events, strategy.asks, given.counts.skippedFrames, given.counts.gaps]).toEqual([['gap 5-25'], [...range(0, 10), ...range(26, 30)], 16, 1]);
  });

  it('after the end of the data are skipped and counted all at once: no candle would follow an entry', async () => {
    const strategy = new Scripted();
    const given = run({ strategy, toMs: minute(5000), candles: new PageSource([candles(-10, 20)]) });
    await eventsOf(given);
    expect([strategy.asks.at(-1), given.counts.skippedFrames, given.progressFrac]).toEqual([19, 4980, 1]);
  });

  it('are all warm-up where there are no candles', async () => {
    const given = run({ candles: new PageSource([]) });
    expect([await eventsOf(given), given.counts]).toMatchObject([[], { warmUpFrames: 10, frames: 0, asks: 0, candles: 0, firstPrice: 0, lastPrice: 0 }]);
  });

  it('count the candles of the range, and no others', async () => {
    const given = run({ candles: new PageSource([candles(-10, 4, { 0: [101, 102, 100, 101] }), candles(4, 200, { 9: [100, 105, 100, 104] })]) });
    await eventsOf(given);
    expect(given.counts).toMatchObject({ candles: 10, firstPrice: 101, lastPrice: 104 });
  });

  it('count the candles of a complete series the same', async () => {
    const given = run({ candles: CandleSeries.over(columnsOf(candles(-10, 200, { 0: [101, 102, 100, 101], 9: [100, 105, 100, 104] }))) });
    await eventsOf(given);
    expect(given.counts).toMatchObject({ candles: 10, firstPrice: 101, lastPrice: 104 });
  });
});

describe('what the source is asked for', () => {
  it('begins with the candles of the first VWAP and ends four days after the last signal would, for a market may be closed', async () => {
    const source = new PageSource([candles(-10, 200)]);
    await eventsOf(run({ candles: source, rules: { trigger: 'candle-range', scheduleAwaitMs: 30 * MINUTE_MS } }));
    expect(source.asked).toMatchObject([{ symbol: 'BTC/USDT', interval: '1m', fromMs: minute(-5), toMs: minute(10 + 30 + 1440 + 4 * 1440) }]);
  });

  it('begins early enough for the declared history', async () => {
    const source = new PageSource([candles(-10, 200)]);
    await eventsOf(run({ candles: source, strategy: { name: 's', interval: '1m', history: { '1h': 2, '5m': 3 }, ask: () => null } }));
    expect(source.asked[0]!.fromMs).toBe(minute(-120));
  });

  it('has no end where a signal may live for ever', async () => {
    const source = new PageSource([candles(-10, 200)]);
    await eventsOf(run({ candles: source, rules: { trigger: 'candle-range', limits: { minTakeProfitFrac: 0, minStopLossFrac: 0, maxStopLossFrac: 0, maxLifetimeMinutes: 0 } } }));
    expect(source.asked[0]!.toMs).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('is once, and page after page only as far as needed', async () => {
    const source = new PageSource(range(0, 20).map((n) => candles(n * 10 - 10, n * 10)));
    await eventsOf(run({ candles: source }));
    expect([source.asked.length, source.handedOut]).toEqual([1, 2]);
  });

  it('is read on to end what was opened on the last frame', async () => {
    const events = await eventsOf(run({ strategy: new Scripted({ 9: () => signal() }), candles: new PageSource([candles(-10, 12), candles(12, 200, { 40: [100, 111, 100, 105] })]) }));
    expect(told(events)).toEqual(['opened 9', 'take-profit 40']);
  });

  it.each([
    ['is nothing when it holds its candles', { count: 5, intervalMs: MINUTE_MS }, 0],
    ['is asked as ever when what it holds has another VWAP', { count: 3, intervalMs: MINUTE_MS }, 1],
  ])('%s', async (_name, vwap, asked) => {
    const whole = candles(-10, 200, { 7: [100, 111, 99, 105] });
    const source = Object.assign(new PageSource([whole]), { held: () => CandleSeries.over(columnsOf(whole), { vwap }) });
    const events = await eventsOf(run({ candles: source, strategy: new Scripted({ 2: () => signal() }) }));
    expect([told(events), source.asked.length]).toEqual([['opened 2', 'take-profit 7'], asked]);
  });

  it('may be over-delivered: what lies outside is dropped silently', async () => {
    const source = new PageSource([candles(-100, -50), candles(-50, 2000)]);
    const seen: number[] = [];
    const look = ({ series, nowMs }: StrategyContext): null => {
      const view = series('1m', 1000);
      seen.push(minutesOf(view.openTimeMs(0)), minutesOf(nowMs), view.length);
      return null;
    };
    await eventsOf(run({ candles: source, strategy: { name: 's', interval: '1m', ask: (context) => look({ ...context, nowMs: context.nowMs, series: (interval, limit) => context.series(interval, limit) }) }, toMs: minute(2) }));
    expect(seen).toEqual([-5, 0, 5, -5, 1, 6]);
  });
});

describe('what a strategy sees', () => {
  it('is the symbol, the instant, the VWAP and closed candles', async () => {
    const seen: unknown[] = [];
    const strategy = new Scripted({
      2: (context) => {
        const view = context.series('1m', 2);
        seen.push(context.symbol, minutesOf(context.nowMs), context.price, view.toArray().map(({ openTimeMs }) => minutesOf(openTimeMs)));
        return null;
      },
    });
    await eventsOf(run({ strategy, candles: new PageSource([candles(-10, 200, { 1: [100, 130, 100, 130] })]) }));
    expect(seen).toEqual(['BTC/USDT', 2, 104, [0, 1]]);
  });

  it('between two minutes is what has closed by then', async () => {
    const seen: unknown[] = [];
    const strategy = new Scripted({ 2.5: (context) => void seen.push(context.series('1m', 2).toArray().map(({ openTimeMs }) => minutesOf(openTimeMs)), context.price) });
    await eventsOf(run({ strategy, fromMs: minute(0.5), candles: new PageSource([candles(-10, 200, { 2: [100, 200, 100, 200] })]) }));
    expect(seen).toEqual([[0, 1], 100]);
  });
});
