import { describe, expect, it } from 'vitest';
import { breaking, contest, strategy, three, WALKER } from '../test/contest.ts';
import { Market, minuteOf } from '../test/market.ts';
import { collect, NAMES, SYMBOL, throwText } from '../test/world.ts';
import { getDate } from './index.ts';

const { exchangeName, frameName } = NAMES;

describe('a walk over three strategies', () => {
  it('yields what came of each, and who is best so far', async () => {
    const made = contest(three());
    const steps = await made.walk();
    expect(steps.map(({ strategyName, metricValue, bestStrategy, strategiesTested }) => [strategyName, Math.round(metricValue!), bestStrategy, strategiesTested])).toEqual([
      ['once', 10, 'once', 1],
      ['twice', 20, 'twice', 2],
      ['unlucky', -5, 'twice', 3],
    ]);
    expect(steps[1]).toMatchObject({ walkerName: WALKER, exchangeName, frameName, symbol: SYMBOL, metric: 'totalPnl', totalStrategies: 3, stats: { totalSignals: 2, winCount: 2 } });
  });

  it('tells everything in order, and that it is done exactly once', async () => {
    const made = contest(three());
    await made.walk();
    expect(made.story).toEqual([
      'start once', 'progress 1/3 0.33', 'complete once 1 10.0', 'tested once 1 once',
      'start twice', 'progress 2/3 0.67', 'complete twice 2 20.0', 'tested twice 2 twice',
      'start unlucky', 'progress 3/3 1.00', 'complete unlucky 1 -5.0', 'tested unlucky 3 twice',
      'best twice', 'complete', 'done',
    ]);
    expect(made.done).toEqual([expect.objectContaining({ symbol: SYMBOL, strategyName: WALKER, exchangeName, backtest: true, counts: expect.objectContaining({ opened: 4, closed: 4 }) as unknown })]);
    expect(made.complete[0]).toMatchObject({ walkerName: WALKER, symbol: SYMBOL, exchangeName, frameName, metric: 'totalPnl', totalStrategies: 3, bestStrategy: 'twice', bestStats: { totalSignals: 2 } });
  });

  it('awaits onStrategyComplete before the event and the next strategy', async () => {
    const made = contest(three(), { callbacks: { onStrategyComplete: async (name) => {
      await new Promise((resolve) => setImmediate(resolve));
      made.story.push(`waited ${name}`);
    } } });
    await made.walk();
    expect(made.story.slice(0, 4)).toEqual(['start once', 'progress 1/3 0.33', 'waited once', 'tested once 1 once']);
  });

  it('fires the callbacks and events of its strategies as their backtests would', async () => {
    const notes: string[] = [];
    const made = contest([strategy('once', [0], { callbacks: { onOpen: () => void notes.push('onOpen'), onClose: () => void notes.push('onClose') } })]);
    made.tw.listenSignalBacktest(({ action, strategyName }) => void notes.push(`${action} ${strategyName}`), { idle: false });
    made.tw.listenDoneBacktest(({ strategyName }) => void notes.push(`done ${strategyName}`)); // a part of the walk is no news of its own
    await made.walk();
    expect(notes).toEqual(['onOpen', 'opened once', 'onClose', 'closed once']);
    expect((await made.tw.Backtest.getData(SYMBOL, 'once')).totalSignals).toBe(1);
  });

  it('knows the frame inside its callbacks', async () => {
    const seen: number[] = [];
    const made = contest(three(), { callbacks: { onStrategyComplete: async () => void seen.push(minuteOf(await getDate())) } });
    await made.walk();
    expect(seen).toHaveLength(3);
  });

  it('ranks by the Sharpe ratio unless told otherwise; strategies without a value come last', async () => {
    const made = contest([strategy('idle', []), strategy('one', [0]), strategy('mixed', [0, 10, 30])]);
    made.tw.addWalker({ walkerName: 'default', exchangeName, frameName, strategies: ['idle', 'one', 'mixed'] });
    const steps = await collect(made.tw.Walker.run(SYMBOL, { walkerName: 'default' }));
    expect(steps.map(({ metric, metricValue, bestStrategy }) => [metric, metricValue === null, bestStrategy])).toEqual([['sharpeRatio', true, 'idle'], ['sharpeRatio', true, 'one'], ['sharpeRatio', false, 'mixed']]);
  });
});

describe('a strategy that fails', () => {
  it.each(['once', 'twice', 'unlucky'])('is told, and the others are tested: %s', async (name) => {
    const made = breaking(name);
    const steps = await made.walk();
    expect(steps.map(({ strategyName }) => strategyName)).toEqual(['once', 'twice', 'unlucky'].filter((one) => one !== name));
    expect(made.story.filter((line) => line.startsWith('error'))).toEqual([expect.stringContaining(`error ${name} `)]);
    expect(made.errors.length).toBeGreaterThan(0);
    expect(made.story).toContain('progress 3/3 1.00');
    expect([made.complete.length, made.done.length]).toEqual([1, 1]);
    expect(made.complete[0]!.bestStrategy).toBe(name === 'twice' ? 'once' : 'twice');
  });

  it('at its very start, by a schema that cannot be read, is told too', async () => {
    let broken = false;
    const spoilt = strategy('spoilt', [0]);
    Object.defineProperty(spoilt, 'callbacks', { enumerable: true, get: () => (broken ? throwText(new Error('no callbacks today')) : undefined) });
    const made = contest([spoilt, strategy('once', [0])]);
    broken = true;
    const steps = await made.walk();
    expect(steps.map(({ strategyName }) => strategyName)).toEqual(['once']);
    expect(made.story).toContain('error spoilt no callbacks today');
  });

  it('in getSignal only is told to listenError and tested like any other', async () => {
    const made = contest([strategy('throws', [], { getSignal: () => throwText(new Error('again')) }), strategy('once', [0])]);
    const steps = await made.walk();
    expect(steps.map(({ strategyName, stats }) => [strategyName, stats.totalSignals])).toEqual([['throws', 0], ['once', 1]]);
    expect(made.errors.length).toBeGreaterThan(0);
  });

  it('leaves no result when all do', async () => {
    const made = contest([strategy('a', [])], {}, new Market([], { answer: () => throwText(new Error('down')) }));
    made.tw.setConfig({ CC_CANDLE_GAP: 'error', CC_GET_CANDLES_RETRY_COUNT: 0 });
    expect(await made.walk()).toEqual([]);
    expect(made.complete).toEqual([expect.objectContaining({ bestStrategy: null, bestMetric: null, bestStats: null })]);
    expect(made.done).toHaveLength(1);
  });

  it.each(['onStrategyStart', 'onStrategyComplete', 'onStrategyError', 'onComplete'] as const)('%s that throws breaks nothing and is told', async (hook) => {
    const made = hook === 'onStrategyError' ? breaking('once') : contest(three(), { callbacks: { [hook]: () => throwText(new Error('my own')) } });
    if (hook === 'onStrategyError') made.tw.overrideWalker({ walkerName: WALKER, callbacks: { ...(await made.tw.listWalkers())[0]!.callbacks, onStrategyError: () => throwText(new Error('my own')) } });
    await made.walk();
    expect(made.errors.map(({ message }) => message)).toContain('my own');
    expect(made.done).toHaveLength(1);
  });
});
