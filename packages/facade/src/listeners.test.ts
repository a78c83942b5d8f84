import { describe, expect, it } from 'vitest';
import { door, turns } from '../test/door.ts';
import { collect, long, NAMES, settlesBefore, SYMBOL, thenable, world, type Script, type World } from '../test/world.ts';
import type { IStrategyTickResult } from './types.ts';

/** Trades of a minute each, every other minute. */
const trades = (count: number): Script => Object.fromEntries(Array.from({ length: count }, (_, i) => [2 * i, long({ id: String(i), minuteEstimatedTime: 1 })]));
const busy = (count: number, over: Parameters<typeof world>[0] = {}): World => world({ script: trades(count), to: 2 * count, ...over });

const loud = ({ action }: IStrategyTickResult): boolean => action === 'opened' || action === 'closed';
const named = ({ action, signal }: IStrategyTickResult): string => `${action} ${signal?.id ?? ''}`;
const expected = (count: number): string[] => Array.from({ length: count }, (_, i) => [`opened ${i}`, `closed ${i}`]).flat();

describe('a listener', () => {
  it('hears of every event in order, one at a time, however slow it is', async () => {
    const { tw, results } = busy(5);
    const heard: string[] = [];
    let running = 0;
    tw.listenSignalBacktest(async (result) => {
      if (!loud(result)) return;
      expect(++running).toBe(1);
      await turns(result.action === 'opened' ? 40 : 3);
      heard.push(named(result));
      running--;
    });
    await results();
    expect(heard).toEqual(expected(5));
  });

  it('that is sync hears of an event while it happens', async () => {
    const { tw, run } = busy(3);
    const heard: string[] = [];
    tw.listenSignalBacktest((result) => void heard.push(named(result)));
    for await (const result of run()) expect(heard.at(-1)).toBe(named(result));
  });

  it('may answer with somebody else’s promise', async () => {
    const { tw, results } = busy(2);
    const heard: string[] = [];
    tw.listenSignalBacktest((result) => thenable(async (done) => {
      await turns(10);
      if (loud(result)) heard.push(named(result));
      done();
    }));
    await results();
    expect(heard).toEqual(expected(2));
  });

  it('does not hold up another one', async () => {
    const { opens, open } = door();
    const { tw, run } = busy(3);
    const heard: string[] = [];
    tw.listenSignalBacktest(() => opens);
    tw.listenSignalBacktest((result) => { if (loud(result)) heard.push(named(result)); });
    const done = collect(run());
    await expect.poll(() => heard).toEqual(expected(3));
    open();
    await done;
  });

  it('does not hold up the run, but for its end', async () => {
    const { opens, open } = door();
    const { tw, run } = busy(3);
    tw.listenSignalBacktest(() => opens);
    const stream = run();
    for (let i = 0; i < 3; i++) expect((await stream.next()).done).toBe(false);
    const end = stream.next();
    expect(await settlesBefore(end, turns(100))).toBe(false);
    open();
    expect((await end).done).toBe(true);
  });

  it.each([
    ['throws', () => { throw new Error('listener broke'); }],
    ['rejects', async () => { throw new Error('listener broke'); }],
  ])('that %s is told, hears of the next event all the same, and breaks nothing', async (_how, fail) => {
    const { tw, results, errors } = busy(2);
    const [calls, heard]: [string[], string[]] = [[], []];
    tw.listenSignalBacktest((result) => {
      if (!loud(result)) return undefined;
      calls.push(named(result));
      return fail();
    });
    tw.listenSignalBacktest((result) => { if (loud(result)) heard.push(named(result)); });
    expect((await results()).length).toBe(2);
    expect([calls, heard, errors.map(({ message }) => message)]).toEqual([expected(2), expected(2), Array<string>(4).fill('listener broke')]);
  });

  it('of errors that throws is not told to itself for ever', async () => {
    const { tw, results } = world({ getSignal: () => { throw new Error('no idea'); }, to: 2 });
    let calls = 0;
    tw.listenError(() => {
      calls++;
      throw new Error('again');
    });
    await results();
    expect(calls).toBe(2);
  });

  it.each([[undefined], [null], ['listener'], [{}]])('is a function, not %s', (garbage) => {
    expect(() => world().tw.listenError(garbage as unknown as () => void)).toThrow(expect.objectContaining({ code: 'listener/shape' }));
  });

  it('may be added right after a background run was started, and misses nothing', async () => {
    const { tw } = busy(2);
    const heard: string[] = [];
    const progress: number[] = [];
    tw.Backtest.background(SYMBOL, NAMES);
    tw.listenSignalBacktest((result) => { if (loud(result)) heard.push(named(result)); });
    tw.listenBacktestProgress((event) => void progress.push(event.progress));
    await new Promise((resolve) => tw.listenDoneBacktest(resolve));
    expect([heard, progress.at(-1)]).toEqual([expected(2), 1]);
    expect(progress.length).toBeGreaterThan(1);
  });
});

describe('unsubscribing', () => {
  it('ends it at once', async () => {
    const { tw, run } = busy(3);
    const heard: string[] = [];
    const off = tw.listenSignalBacktest((result) => { if (loud(result)) heard.push(named(result)); });
    for await (const _result of run()) off();
    expect(heard).toEqual(expected(1));
  });

  it('may be done twice, and from inside the listener', async () => {
    const { tw, results } = busy(3);
    const heard: string[] = [];
    const off = tw.listenSignalBacktest((result) => {
      heard.push(named(result));
      off();
      off();
    });
    await results();
    expect(heard).toEqual(['opened 0']);
  });

  it('passes over what is queued, and the run ends', async () => {
    const { opens, open } = door();
    const { tw, run } = busy(3);
    const heard: string[] = [];
    const off = tw.listenSignalBacktest(async (result) => {
      await opens;
      heard.push(named(result));
    });
    const stream = run();
    await stream.next();
    await stream.next();
    off();
    open();
    await collect(stream);
    expect(heard).toEqual(['opened 0']);
  });

  it('frees the end of a run from a listener that hangs', async () => {
    const { tw, run } = busy(3);
    const off = tw.listenSignalBacktest(() => new Promise(() => undefined));
    const stream = run();
    for (let i = 0; i < 3; i++) await stream.next();
    const end = stream.next();
    await turns(50);
    off();
    expect((await end).done).toBe(true);
  });
});
