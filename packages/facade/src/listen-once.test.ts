import { describe, expect, it } from 'vitest';
import { door, turns } from '../test/door.ts';
import { candles, Market, minuteOf } from '../test/market.ts';
import { collect, long, world, type World, type WorldOptions } from '../test/world.ts';
import type { IStrategyTickResult } from './types.ts';

const FAR = new Market(candles(-10, 60_000));
const busy = (over: WorldOptions = {}): World => world({ market: FAR, ...over });
/** A trade a minute, each of which is told twice. */
const trading = (minutes: number): WorldOptions => ({ to: minutes, getSignal: (_symbol, when) => long({ id: String(minuteOf(when)), minuteEstimatedTime: 1 }) });

const named = ({ action, signal }: IStrategyTickResult): string => `${action} ${signal?.id ?? ''}`.trim();

describe('a listener of one event', () => {
  it('hears of the first that the filter lets through, and of no other', async () => {
    const { tw, results } = busy(trading(4));
    const heard: string[] = [];
    tw.listenSignalBacktestOnce(({ action, signal }) => action === 'closed' && signal.id === '2', (result) => void heard.push(named(result)));
    await results();
    expect(heard).toEqual(['closed 2']);
  });

  it('is not queued: a slow listener before it does not hold it up', async () => {
    const { opens, open } = door();
    const { tw, run } = busy(trading(4));
    const heard: string[] = [];
    tw.listenSignalBacktest(() => opens);
    tw.listenSignalBacktestOnce(({ action }) => action === 'closed', (result) => void heard.push(named(result)));
    const stream = run();
    await stream.next();
    expect(heard).toEqual(['closed 0']);
    open();
    await collect(stream);
  });

  it('never hears where it is taken back first', async () => {
    const { tw, results } = busy(trading(4));
    let calls = 0;
    const off = tw.listenSignalBacktestOnce(() => true, () => void calls++);
    off();
    await results();
    expect(calls).toBe(0);
  });

  it('is waited for at the end of the run', async () => {
    const notes: string[] = [];
    const { tw, results } = busy(trading(2));
    tw.listenSignalBacktestOnce(() => true, async (result) => {
      await turns(100);
      notes.push(named(result));
    });
    tw.listenDoneBacktest(() => void notes.push('done'));
    await results();
    expect(notes).toEqual(['opened 0', 'done']);
  });

  it.each([
    ['throws', (): boolean => { throw new Error('filter broke'); }, 8],
    ['answers with a promise that rejects', (() => Promise.reject(new Error('filter broke'))) as unknown as () => boolean, 1],
  ])('whose filter %s is told', async (_how, filter, times) => {
    const { tw, results, errors } = busy(trading(4));
    let calls = 0;
    tw.listenSignalBacktestOnce(filter, () => void calls++);
    expect((await results()).length).toBe(4);
    expect(errors.map(({ message }) => message)).toEqual(Array<string>(times).fill('filter broke'));
    expect(calls).toBe(times === 8 ? 0 : 1); // a promise is true, as it was in the seeds
  });

  it('that fails is told, and is not called again', async () => {
    const { tw, results, errors } = busy(trading(4));
    tw.listenSignalBacktestOnce(() => true, () => { throw new Error('listener broke'); });
    await results();
    expect(errors.map(({ message }) => message)).toEqual(['listener broke']);
  });

  it.each([[undefined, () => undefined], [() => true, undefined], ['x', 'y']])('needs two functions, not %s and %s', (filter, listener) => {
    expect(() => world().tw.listenDoneBacktestOnce(filter as unknown as () => boolean, listener as unknown as () => void)).toThrow(expect.objectContaining({ code: 'listener/shape' }));
  });
});

describe('a listener that waives frames at which nothing happens', () => {
  const trade: WorldOptions = { market: new Market(candles(-10, 3000)), to: 1000, script: { 60: long({ id: 'a', minuteEstimatedTime: 1 }) } };

  it('hears of all others, and idle ones are not even made', async () => {
    const { tw, results } = world(trade);
    const heard: string[] = [];
    tw.listenSignalBacktest((result) => void heard.push(named(result)), { idle: false });
    tw.listenSignal((result) => void heard.push(`any ${named(result)}`), { idle: false });
    await results();
    expect(heard).toEqual(['opened a', 'any opened a', 'closed a', 'any closed a']);
    // What is made is offered to whoever hooks into the subject without a demand of his own.
    let made = 0;
    tw.emitters.signalBacktestEmitter.subscribeModestly(() => made++);
    await results();
    expect(made).toBe(2);
  });

  it('does not keep another one from getting them', async () => {
    const { tw, results } = world(trade);
    const [modest, full]: [string[], string[]] = [[], []];
    tw.listenSignalBacktest((result) => void modest.push(named(result)), { idle: false });
    const off = tw.listenSignalBacktest((result) => void full.push(named(result)));
    await results();
    expect([modest, full.length]).toEqual([['opened a', 'closed a'], 1001]);
    off();
    full.length = 0;
    await results();
    expect([modest.length, full]).toEqual([4, []]);
  });

  it('changes no decision', async () => {
    const plain = await world(trade).results();
    const { tw, results } = world(trade);
    tw.listenSignalBacktest(() => undefined, { idle: false });
    const { tw: other, results: all } = world(trade);
    other.listenSignalBacktest(() => undefined);
    expect([await results(), await all()]).toEqual([plain, plain]);
  });

  it.each([[null], ['x'], [7], [{ idle: 'no' }]])('says so in an object, not %j', (garbage) => {
    expect(() => world().tw.listenSignal(() => undefined, garbage as unknown as { idle: boolean })).toThrow(expect.objectContaining({ code: 'listener/shape' }));
  });
});
