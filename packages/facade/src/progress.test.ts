import { describe, expect, it } from 'vitest';
import { candles, Market } from '../test/market.ts';
import { collect, long, NAMES, SYMBOL, world, type WorldOptions } from '../test/world.ts';
import type { ProgressBacktestContract } from './types.ts';

async function progressOf(options: WorldOptions): Promise<ProgressBacktestContract[]> {
  const { tw, results } = world({ market: new Market(candles(-50, 5000)), ...options });
  const events: ProgressBacktestContract[] = [];
  tw.listenBacktestProgress((event) => void events.push(event));
  await results();
  return events;
}

describe('progress', () => {
  it.each<[string, WorldOptions, number]>([
    ['an idle strategy', { to: 100 }, 100],
    ['a strategy that is always in the market', { to: 100, getSignal: () => long({ minuteEstimatedTime: 7 }) }, 100],
    ['a position that outlives the range', { to: 50, script: { 40: long({ minuteEstimatedTime: 600 }) } }, 50],
    ['frames five minutes apart', { to: 103, frame: { interval: '5m' } }, 21],
    ['frames a day apart', { to: 3000, frame: { interval: '1d' } }, 3],
    ['candles that end early', { to: 100, market: new Market(candles(-50, 30)) }, 100],
    ['candles that begin late', { to: 100, market: new Market(candles(60, 500)) }, 100],
    ['no candles at all', { to: 100, market: new Market([]) }, 100],
  ])('of %s grows from 0 to 1 over the real number of frames', async (_what, options, totalFrames) => {
    const events = await progressOf(options);
    expect(new Set(events.map((event) => event.totalFrames))).toEqual(new Set([totalFrames]));
    expect(events.at(-1)).toEqual({ symbol: SYMBOL, strategyName: NAMES.strategyName, exchangeName: NAMES.exchangeName, totalFrames, processedFrames: totalFrames, progress: 1 });
    const shares = events.map(({ progress }) => progress);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(new Set(shares).size).toBe(shares.length);
    for (const { processedFrames, progress } of events) expect(progress).toBe(processedFrames / totalFrames);
    if (events.length > 1) expect(shares[0]).toBeGreaterThanOrEqual(0);
  });

  it('is told at every frame at which the run looks', async () => {
    expect((await progressOf({ to: 10 })).map(({ processedFrames }) => processedFrames)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('does not claim that a stopped run came to its end', async () => {
    const { tw, run } = world({ to: 100 });
    const shares: number[] = [];
    tw.listenBacktestProgress(({ progress }) => {
      shares.push(progress);
      if (progress === 0.2) void tw.Backtest.stop(SYMBOL, NAMES.strategyName);
    });
    await collect(run());
    expect(shares.at(-1)).toBe(0.2);
  });

  it('is not made where nobody wants it: the run looks only where the strategy is asked', async () => {
    const frames = async (listen: boolean): Promise<number> => {
      const { tw, run } = world({ to: 100, interval: '15m' });
      if (listen) tw.listenBacktestProgress(() => undefined);
      const stream = run();
      await collect(stream);
      return stream.counts.frames;
    };
    expect([await frames(false), await frames(true)]).toEqual([7, 100]);
  });

  it('is wanted no more once its last listener has left', async () => {
    const { tw, run } = world({ to: 100, interval: '15m' });
    tw.listenBacktestProgress(() => undefined)();
    const stream = run();
    await collect(stream);
    expect(stream.counts.frames).toBe(7);
  });

  it('comes before the done event', async () => {
    const { tw, results } = world({ to: 3 });
    const notes: unknown[] = [];
    tw.listenBacktestProgress(({ progress }) => void notes.push(progress));
    tw.listenDoneBacktest(() => void notes.push('done'));
    await results();
    expect(notes.slice(-2)).toEqual([1, 'done']);
  });
});

describe('idle results', () => {
  it('are made for a listener of signals, one per frame', async () => {
    const { tw, results } = world({ interval: '5m' });
    let idle = 0;
    tw.listenSignalBacktest(({ action }) => { if (action === 'idle') idle++; });
    await results();
    expect(idle).toBe(10);
  });

  it.each(['onIdle', 'onTick'] as const)('are made for %s', async (name) => {
    let calls = 0;
    await world({ interval: '5m', callbacks: { [name]: () => void calls++ } }).results();
    expect(calls).toBe(10);
  });

  it('are not made for a callback that cannot hear of them', async () => {
    const { run } = world({ interval: '5m', callbacks: { onOpen: () => undefined } });
    const stream = run();
    await collect(stream);
    expect(stream.counts.frames).toBe(2);
  });
});
