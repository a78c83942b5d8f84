import { describe, expect, it } from 'vitest';
import { doneOf, eager, turns } from '../test/eager.ts';
import { minuteOf } from '../test/market.ts';
import { collect, long, NAMES, settlesBefore, SYMBOL, told, world, type World, type WorldOptions } from '../test/world.ts';
import type { IStrategyTickResult } from './types.ts';

describe('stopping', () => {
  it('lets the open position live to its end, callbacks and all; then the run is done', async () => {
    const notes: string[] = [];
    const made = eager({ callbacks: { onClose: () => void notes.push('onClose') } });
    const done = doneOf(made);
    const stream = made.run();
    made.tw.listenSignalBacktest(({ action }) => { if (action === 'opened') void made.tw.Backtest.stop(SYMBOL, NAMES.strategyName); });
    expect(told(await collect(stream))).toEqual(['take_profit 30']);
    expect([made.asks, notes, done.length]).toEqual([[0], ['onClose'], 1]);
  });

  it('cancels an entry that waits, and tells why', async () => {
    const made = world({ script: { 2: long({ priceOpen: 98 }) } });
    const heard: IStrategyTickResult[] = [];
    made.tw.listenSignalBacktest((result) => {
      if (result.action === 'scheduled') void made.tw.Backtest.stop(SYMBOL, NAMES.strategyName);
      heard.push(result);
    });
    expect(told(await made.results())).toEqual(['cancelled stopped 2']);
    expect(heard.at(-1)).toMatchObject({ action: 'cancelled', reason: 'stopped' });
  });

  it('inside the loop over the very run does not wait for itself', async () => {
    const { run, tw, asks } = eager();
    const results: string[] = [];
    for await (const result of run()) {
      results.push(...told([result]));
      await tw.Backtest.stop(SYMBOL, NAMES.strategyName);
    }
    expect([results, asks]).toEqual([['take_profit 30'], [0]]);
  });

  it.each<[string, (stop: () => Promise<void>, made: World) => WorldOptions | undefined]>([
    ['getSignal', (stop) => ({ getSignal: async (_symbol, when) => { if (minuteOf(when) === 3) await stop(); return null; } })],
    ['a callback', (stop) => ({ callbacks: { onOpen: () => void stop() } })],
    ['a listener', (stop, { tw }) => void tw.listenSignalBacktest(({ action }) => (action === 'opened' ? stop() : undefined))],
  ])('inside %s does not wait for itself either', async (_where, place) => {
    let stopped = false;
    let made: World = eager();
    const stop = async (): Promise<void> => {
      await made.tw.Backtest.stop(SYMBOL, NAMES.strategyName);
      stopped = true;
    };
    made = eager(place(stop, made));
    place(stop, made);
    const ended = new Promise((resolve) => made.tw.listenDoneBacktest(resolve));
    made.tw.Backtest.background(SYMBOL, NAMES);
    await ended;
    expect([stopped, made.asks.length <= 4]).toEqual([true, true]);
  });

  it('resolves when the background run has ended and its listeners have heard of it', async () => {
    const made = eager();
    const notes: string[] = [];
    made.tw.listenSignalBacktest(async ({ action }) => {
      await turns(20);
      notes.push(action);
    });
    const done = doneOf(made);
    made.tw.Backtest.background(SYMBOL, NAMES);
    await turns(5);
    await made.tw.Backtest.stop(SYMBOL, NAMES.strategyName);
    expect(done.length).toBe(1);
    expect(notes.filter((action) => action === 'opened').length).toBe(notes.filter((action) => action === 'closed').length);
  });

  it('by the function that background returned does the same', async () => {
    const made = eager();
    const done = doneOf(made);
    const cancel = made.tw.Backtest.background(SYMBOL, NAMES);
    cancel();
    await expect.poll(() => done.length).toBe(1);
    expect(made.asks).toEqual([]);
  });

  it('waits for a consumer’s run only until that has an answer', async () => {
    let answer = (): void => undefined;
    const made = world({ getSignal: (_symbol, when) => (minuteOf(when) === 2 ? new Promise((resolve) => {
      answer = () => resolve(null);
    }) : null) });
    const next = made.run().next();
    await expect.poll(() => made.asks.length).toBe(3);
    const stop = made.tw.Backtest.stop(SYMBOL, NAMES.strategyName);
    expect(await settlesBefore(stop, turns(100))).toBe(false);
    answer();
    await stop;
    expect([(await next).done, made.asks.length]).toEqual([true, 3]);
  });

  it('from a hook of another run waits for the end of the one that is stopped', async () => {
    const made = eager({ getSignal: async (symbol, when) => {
      if (symbol === 'OTHER' && minuteOf(when) === 1) {
        await made.tw.Backtest.stop(SYMBOL, NAMES.strategyName);
        endedWhenStopped = done.map(({ symbol: whose }) => whose);
      }
      return symbol === SYMBOL ? long() : null;
    } });
    let endedWhenStopped: string[] = [];
    const done = doneOf(made);
    made.tw.Backtest.background(SYMBOL, NAMES);
    await turns(3);
    await collect(made.tw.Backtest.run('OTHER', NAMES));
    expect(endedWhenStopped).toEqual([SYMBOL]);
  });

  it('means all runs of the pair and no other', async () => {
    const made = eager();
    const done = doneOf(made);
    made.tw.addFrame({ frameName: 'second', interval: '5m', startDate: new Date((await made.tw.listFrames())[0]!.startDate), endDate: new Date((await made.tw.listFrames())[0]!.endDate) });
    const ethereum = collect(made.tw.Backtest.run('ETHUSDT', NAMES));
    made.tw.Backtest.background(SYMBOL, NAMES);
    made.tw.Backtest.background(SYMBOL, { ...NAMES, frameName: 'second' });
    await made.tw.Backtest.stop(SYMBOL, NAMES.strategyName);
    expect(done.filter(({ symbol }) => symbol === SYMBOL).map(({ counts }) => counts.closed)).toEqual([0, 0]);
    expect((await ethereum).length).toBeGreaterThan(10);
  });

  it('of what does not run resolves at once', async () => {
    await expect(eager().tw.Backtest.stop(SYMBOL, NAMES.strategyName)).resolves.toBeUndefined();
  });
});
