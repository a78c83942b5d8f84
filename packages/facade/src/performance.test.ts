import { describe, expect, it } from 'vitest';
import { candles, Market, minute, QuickClock } from '../test/market.ts';
import { PAIR } from '../test/three-trades.ts';
import { collect, long, NAMES, SYMBOL, world, type World, type WorldOptions } from '../test/world.ts';
import type { PerformanceContract } from './types.ts';

/** Two trades; every ask takes two seconds, and every callback at an opening three. */
const timed = (over: WorldOptions = {}): World & { readonly clock: QuickClock } => {
  const clock = new QuickClock(minute(50_000));
  const script = [0, 10];
  return world({
    clock,
    market: new Market(candles(-2000, 3000, { 1: [100, 111, 100, 100], 11: [100, 111, 100, 100] })),
    getSignal: (_symbol, when) => {
      void clock.pass(2000);
      return script.includes((when.getTime() - minute(0)) / 60_000) ? long() : null;
    },
    callbacks: { onOpen: () => void clock.pass(3000) },
    to: 12,
    ...over,
  });
};

describe('how long a backtest takes', () => {
  it('is measured by the instance’s clock: the run, and each signal from its opening to its close', async () => {
    const made = timed();
    await made.results();
    const stats = await made.tw.Performance.getData(...PAIR);
    expect(stats).toMatchObject({ strategyName: NAMES.strategyName, totalEvents: 3 });
    expect(Object.keys(stats.metricStats)).toEqual(['backtest_total', 'backtest_signal']);
    expect(stats.metricStats.backtest_total).toMatchObject({ count: 1, totalDuration: made.asks.length * 2000 + 6000 });
    expect(stats.metricStats.backtest_signal).toMatchObject({ count: 2 });
  });

  it('is told to listeners as it is kept, each with the instant of the one before it', async () => {
    const made = timed();
    const heard: PerformanceContract[] = [];
    made.tw.listenPerformance((event) => void heard.push(event));
    await made.results();
    const stats = await made.tw.Performance.getData(...PAIR);
    expect(heard.length).toBe(stats.totalEvents);
    const signals = heard.filter(({ metricType }) => metricType === 'backtest_signal');
    expect(signals).toHaveLength(2);
    expect(signals[0]).toMatchObject({ previousTimestamp: null, symbol: SYMBOL, strategyName: NAMES.strategyName, exchangeName: NAMES.exchangeName, backtest: true });
    expect(signals[1]!.previousTimestamp).toBe(signals[0]!.timestamp);
    expect(heard.at(-1)).toMatchObject({ metricType: 'backtest_total', timestamp: made.clock.nowMs() });
  });

  it('is told per frame only while somebody listens', async () => {
    const made = timed();
    await made.results();
    expect((await made.tw.Performance.getData(...PAIR)).metricStats.backtest_timeframe).toBeUndefined();
    const stop = made.tw.listenPerformance(() => undefined);
    await made.results();
    expect((await made.tw.Performance.getData(...PAIR)).metricStats.backtest_timeframe!.count).toBeGreaterThan(0);
    stop();
    await made.results();
    expect((await made.tw.Performance.getData(...PAIR)).metricStats.backtest_timeframe).toBeUndefined();
  });

  it('is told before the run is done, and not of a run that was left', async () => {
    const made = timed();
    const story: string[] = [];
    made.tw.listenPerformance(({ metricType }) => void story.push(metricType));
    made.tw.listenDoneBacktest(() => void story.push('done'));
    await made.results();
    expect(story.slice(-2)).toEqual(['backtest_total', 'done']);
    story.length = 0;
    for await (const _result of made.run()) break;
    expect(story).not.toContain('backtest_total');
  });

  it('makes a report with the headings and columns of the seeds', async () => {
    const made = timed();
    expect(await made.tw.Performance.getReport(...PAIR)).toBe(`# Performance Report: ${NAMES.strategyName}\n\nNo performance metrics recorded yet.\n`);
    await collect(made.run());
    const report = await made.tw.Performance.getReport(...PAIR);
    for (const text of ['## Time Distribution', '## Detailed Metrics', '| Metric Type | Count | Total (ms) | Avg (ms) | Min (ms) | Max (ms) | Std Dev (ms) | Median (ms) | P95 (ms) | P99 (ms) | Avg Wait (ms) | Min Wait (ms) | Max Wait (ms) |', 'backtest_total']) expect(report).toContain(text);
  });
});
