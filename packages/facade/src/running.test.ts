import { describe, expect, it } from 'vitest';
import { doneOf, eager, turns } from '../test/eager.ts';
import { candles, Market } from '../test/market.ts';
import { collect, NAMES, SYMBOL, told, type World, type WorldOptions } from '../test/world.ts';

describe('a run that is under way', () => {
  it('cannot be started a second time', async () => {
    const { tw, run } = eager();
    const stream = run();
    await stream.next();
    for (const again of [() => run(), () => tw.Backtest.background(SYMBOL, NAMES)]) expect(again).toThrow(expect.objectContaining({ code: 'run/busy', message: expect.stringContaining('is running already; stop it first') as string }));
    await stream.return();
  });

  it('does not keep another one from running: symbol, strategy, exchange and frame together are what it is', async () => {
    const { tw, run } = eager();
    tw.addFrame({ frameName: 'other', interval: '1m', startDate: new Date(0), endDate: new Date(60_000) });
    const stream = run();
    await stream.next();
    expect(() => [tw.Backtest.run('ETHUSDT', NAMES), tw.Backtest.run(SYMBOL, { ...NAMES, frameName: 'other' })]).not.toThrow();
    await stream.return();
  });

  it.each<[string, (made: World) => Promise<unknown>]>([
    ['has come to its end', ({ results }) => results()],
    ['was left by break', async ({ run }) => { for await (const _result of run()) break; }],
    ['was left by return', async ({ run }) => { await run().return(); }],
    ['was left by throw', async ({ run }) => { await run().throw(new Error('enough')).catch(() => undefined); }],
    ['was left by an error of its consumer', async ({ run }) => {
      try {
        for await (const _result of run()) throw new Error('enough');
      } catch { /* the consumer’s own */ }
    }],
    ['was stopped before it began', async ({ run, tw }) => {
      run();
      await tw.Backtest.stop(SYMBOL, NAMES.strategyName);
    }],
    ['broke off with an error', async ({ run }) => {
      const stream = run();
      await stream.next();
      await stream.throw(new Error('x')).catch(() => undefined);
    }],
  ])('may be started again once it %s', async (_how, end) => {
    const made = eager({ to: 40 });
    await end(made);
    expect(told(await made.results())).toEqual(['take_profit 30', 'time_expired 91']);
  });

  it('keeps its name when an older one of that name comes to its end', async () => {
    const { run, tw } = eager();
    const first = run();
    await tw.Backtest.stop(SYMBOL, NAMES.strategyName);
    const second = run();
    expect(await collect(first)).toEqual([]);
    expect(() => run()).toThrow('is running already');
    await second.return();
  });

  it('that was left yields nothing more', async () => {
    const stream = eager().run();
    await stream.next();
    expect(await stream.return()).toEqual({ value: undefined, done: true });
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });

  it('that was never begun yields nothing after return', async () => {
    const { run, asks } = eager();
    const stream = run();
    await stream.return();
    expect([await stream.next(), asks]).toEqual([{ value: undefined, done: true }, []]);
  });

  it('rejects once and is over where the candles are not to be had', async () => {
    const { run } = eager({ market: new Market([], { source: { name: 'broken', candles: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('disk on fire')) }) }) } }) });
    const stream = run();
    await expect(stream.next()).rejects.toThrow('disk on fire');
    expect((await stream.next()).done).toBe(true);
    expect(() => run()).not.toThrow();
  });

  it('tells how far it has come', async () => {
    const { run } = eager({ to: 100 });
    const stream = run();
    expect(stream.progress).toBe(0);
    await stream.next();
    expect(stream.progress).toBeCloseTo(0.31, 5);
    await collect(stream);
    expect([stream.progress, stream.counts.closed, stream.counts.opened]).toEqual([1, 3, 3]);
  });
});

describe('a run in the background', () => {
  it('goes to its end, with one done event', async () => {
    const made = eager({ to: 40 });
    const done = doneOf(made);
    made.tw.Backtest.background(SYMBOL, NAMES);
    await expect.poll(() => done).toMatchObject([{ symbol: SYMBOL, strategyName: NAMES.strategyName, exchangeName: NAMES.exchangeName, backtest: true, counts: { closed: 2 } }]);
  });

  it('that dies tells listenExit, and is not done', async () => {
    const made = eager({ market: new Market(candles(-50, 200, { 7: null })), config: { CC_CANDLE_GAP: 'error' } });
    const done = doneOf(made);
    const exits: Error[] = [];
    made.tw.listenExit((error) => void exits.push(error));
    made.tw.Backtest.background(SYMBOL, NAMES);
    await expect.poll(() => exits).toMatchObject([{ code: 'candle/gap' }]);
    expect([done, made.errors]).toEqual([[], []]);
    expect(() => made.tw.Backtest.background(SYMBOL, NAMES)).not.toThrow();
  });
});

describe('an abort signal', () => {
  const abortable = (made: World): { controller: AbortController; stream: ReturnType<World['run']> } => {
    const controller = new AbortController();
    return { controller, stream: made.tw.Backtest.run(SYMBOL, NAMES, { signal: controller.signal }) };
  };

  it('ends the run at once: the open position is left alone', async () => {
    const made = eager();
    const { controller, stream } = abortable(made);
    const results: string[] = [];
    for await (const result of stream) {
      results.push(...told([result]));
      controller.abort();
    }
    expect([results, stream.counts.opened]).toEqual([['take_profit 30'], 1]);
    expect(stream.progress).toBeLessThan(0.1);
  });

  it('that has fired before the start lets nothing begin', async () => {
    const made = eager();
    const { controller, stream } = abortable(made);
    controller.abort();
    expect([await collect(stream), made.asks, made.market.requests]).toEqual([[], [], []]);
  });

  it.each<[string, WorldOptions]>([
    ['an exchange that never answers', { market: new Market([], { answer: () => new Promise(() => undefined) }) }],
    ['a strategy that never answers', { getSignal: () => new Promise(() => undefined) }],
  ])('does not wait for %s', async (_what, options) => {
    const made = eager(options);
    const { controller, stream } = abortable(made);
    const end = collect(stream);
    await expect.poll(() => made.market.requests.length).toBe(1);
    await turns(50);
    controller.abort();
    expect(await end).toEqual([]);
  });

  it('frees the run', async () => {
    const made = eager({ to: 40 });
    const { controller, stream } = abortable(made);
    await stream.next();
    controller.abort();
    await collect(stream);
    expect((await made.results()).length).toBe(2);
  });
});
