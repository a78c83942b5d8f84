import { describe, expect, it } from 'vitest';
import { contest, strategy, three, WALKER, WHICH } from '../test/contest.ts';
import { collect, NAMES, settlesBefore, SYMBOL } from '../test/world.ts';

describe('stopping a walk', () => {
  it('in the middle ends it there: what was tested stays, what was cut short is not ranked', async () => {
    const made = contest(three());
    made.tw.listenSignalBacktest(({ action, strategyName }) => { if (action === 'opened' && strategyName === 'twice') void made.tw.Walker.stop(SYMBOL, WALKER); });
    const stops: string[] = [];
    made.tw.emitters.walkerStopSubject.subscribe(({ symbol, strategyName, walkerName }) => void stops.push(`${symbol} ${strategyName} ${walkerName}`));
    const steps = await made.walk();
    expect(steps.map(({ strategyName }) => strategyName)).toEqual(['once']);
    expect(stops).toEqual(['once', 'twice', 'unlucky'].map((name) => `${SYMBOL} ${name} ${WALKER}`));
    expect(made.story.slice(-4)).toEqual(['start twice', 'best once', 'complete', 'done']);
    expect(made.done).toHaveLength(1);
    const { strategyResults, bestStrategy, totalStrategies } = await made.tw.Walker.getData(SYMBOL, WALKER);
    expect([strategyResults.map(({ strategyName }) => strategyName), bestStrategy, totalStrategies]).toEqual([['once'], 'once', 3]);
  });

  it('resolves at once inside its own callbacks and its strategies’ hooks', async () => {
    const waited: string[] = [];
    const made = contest(three(), { callbacks: { onStrategyComplete: async (name) => {
      await made.tw.Walker.stop(SYMBOL, WALKER);
      waited.push(name);
    } } });
    expect(await made.walk()).toHaveLength(1);
    const asking = contest([strategy('asks', [], { getSignal: async () => {
      await asking.tw.Walker.stop(SYMBOL, WALKER);
      waited.push('asks');
      return null;
    } })]);
    await asking.walk();
    expect(waited).toEqual(['once', 'asks']);
  });

  it('inside a loop over its results does not wait for itself', async () => {
    const made = contest(three());
    const names: string[] = [];
    for await (const { strategyName } of made.tw.Walker.run(SYMBOL, WHICH)) {
      names.push(strategyName);
      await made.tw.Walker.stop(SYMBOL, WALKER);
    }
    expect([names, made.done.length]).toEqual([['once'], 1]);
  });

  it('of a walk in the background resolves when it is done', async () => {
    const made = contest(three());
    made.tw.Walker.background(SYMBOL, WHICH);
    const done = new Promise((resolve) => made.tw.listenDoneWalker(resolve));
    const stopped = made.tw.Walker.stop(SYMBOL, WALKER);
    expect(await settlesBefore(done, stopped)).toBe(true);
    await stopped;
    expect(await made.tw.Walker.list()).toMatchObject([{ status: 'fulfilled' }]);
  });

  it('before it began lets another one begin, and replaces no results', async () => {
    const made = contest(three());
    await made.walk();
    const unused = made.tw.Walker.run(SYMBOL, WHICH);
    await made.tw.Walker.stop(SYMBOL, WALKER);
    expect(await collect(unused)).toEqual([]);
    expect((await made.tw.Walker.getData(SYMBOL, WALKER)).strategyResults).toHaveLength(3);
    expect(await made.walk()).toHaveLength(3);
  });

  it('of one of its strategies’ backtests alone is told, and the walk goes on', async () => {
    const made = contest(three());
    made.tw.listenSignalBacktest(({ action, strategyName }) => { if (action === 'opened' && strategyName === 'twice') void made.tw.Backtest.stop(SYMBOL, 'twice'); });
    expect((await made.walk()).map(({ strategyName }) => strategyName)).toEqual(['once', 'unlucky']);
    expect(made.errors).toEqual([expect.objectContaining({ code: 'walker/cut-short' })]);
  });

  it('by leaving its loop tells nobody that it was done, and frees what it held', async () => {
    const made = contest(three());
    for await (const _step of made.tw.Walker.run(SYMBOL, WHICH)) break;
    expect([made.complete.length, made.done.length]).toEqual([0, 0]);
    made.tw.removeWalker(WALKER);
    made.tw.removeStrategy('once');
  });

  it('by leaving it while a strategy is tested ends that test too', async () => {
    const made = contest(three());
    const walk = made.tw.Walker.run(SYMBOL, WHICH);
    const first = walk.next();
    await walk.return();
    expect(await first).toEqual({ value: undefined, done: true });
    expect(made.done).toHaveLength(0);
    expect(await collect(made.tw.Backtest.run(SYMBOL, { ...NAMES, strategyName: 'once' }))).toHaveLength(1);
    made.tw.removeWalker(WALKER);
  });
});
