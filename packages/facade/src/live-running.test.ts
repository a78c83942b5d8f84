import { MemoryDisk, MemoryStore } from '@tradewright/core/testing';
import { describe, expect, it } from 'vitest';
import { LIVE_NAMES, liveWorld, type LiveWorld } from '../test/live-world.ts';
import { candles, Market, minuteOf } from '../test/market.ts';
import { collect, long, SYMBOL, told } from '../test/world.ts';
import { createTradewright } from './create.ts';
import { getDate } from './index.ts';
import type { DoneContract, IStrategyTickResult } from './types.ts';

const KEY = 'run:live:memory:default:BTCUSDT:scripted';

describe('a live run in the background', () => {
  it('tells its listeners every result, and that it is done exactly once', async () => {
    const { tw } = liveWorld({ script: { 2: long() }, to: 6 });
    const heard: IStrategyTickResult[] = [];
    const both: IStrategyTickResult[] = [];
    const done: DoneContract[] = [];
    tw.listenSignalLive((result) => void heard.push(result));
    tw.listenSignal((result) => void both.push(result));
    tw.listenDoneLive((event) => void done.push(event));
    tw.Live.background(SYMBOL, LIVE_NAMES);
    await expect.poll(() => done.length, { timeout: 60_000 }).toBe(1);
    expect(told(heard)).toEqual(['idle', 'idle', 'opened', 'active', 'active', 'active']);
    expect(both).toEqual(heard);
    expect(done).toMatchObject([{ symbol: SYMBOL, ...LIVE_NAMES, backtest: false, counts: { opened: 1 } }]);
  });

  it('is stopped by the function it returned; a position lives to its end first', async () => {
    const { tw } = liveWorld({ getSignal: () => long(), market: new Market(candles(-2000, 3000, { 5: [100, 111, 100, 100] })), to: 1000 });
    const heard: IStrategyTickResult[] = [];
    const done = new Promise((resolve) => tw.listenDoneLive(resolve));
    tw.listenSignalLive((result) => {
      if (result.action === 'opened') cancel();
      heard.push(result);
    });
    const cancel = tw.Live.background(SYMBOL, LIVE_NAMES);
    await done;
    expect(told(heard)).toEqual(['opened', 'active', 'active', 'active', 'active', 'active', 'take_profit 5']);
  });

  it('that dies is told to listenExit, and is not done', async () => {
    const disk = new MemoryDisk();
    disk.values.set(KEY, { version: 1, json: '{"format":1}' });
    const { tw } = liveWorld({ store: new MemoryStore(disk) });
    const heard: string[] = [];
    tw.listenExit(async (error) => void heard.push(Reflect.get(error, 'code') as string, `${minuteOf(await getDate())}`));
    tw.listenDoneLive(() => void heard.push('done'));
    tw.Live.background(SYMBOL, LIVE_NAMES);
    await expect.poll(() => heard.length).toBe(2);
    expect([heard, (await tw.Live.list())[0]?.status, disk.values.get(KEY)?.json]).toEqual([['restore/record', '0'], 'rejected', '{"format":1}']);
  });

  it('fails its consumer where there is one', async () => {
    const disk = new MemoryDisk();
    disk.values.set(KEY, { version: 1, json: JSON.stringify({ format: 99 }) });
    await expect(liveWorld({ store: new MemoryStore(disk) }).results()).rejects.toMatchObject({ code: 'store/version' });
  });
});

describe('a live run that is under way', () => {
  it('cannot be started a second time, by whatever means', async () => {
    const { tw, run } = liveWorld();
    const stream = run();
    await stream.next();
    for (const again of [() => run(), () => tw.Live.background(SYMBOL, LIVE_NAMES)]) expect(again).toThrow(expect.objectContaining({ code: 'run/busy', message: expect.stringContaining('BTCUSDT with scripted on memory is running already; stop it first') as string }));
    const leaving = stream.return();
    expect(() => run()).toThrow('is running already'); // its engine may still be writing
    await leaving;
    expect(() => run()).not.toThrow();
  });

  it('does not keep others from running: symbol, strategy and exchange together are what it is', async () => {
    const { tw, run } = liveWorld();
    tw.addExchange(new Market([], { exchangeName: 'other' } as never));
    run();
    expect(() => [run('ETHUSDT'), tw.Live.run(SYMBOL, { ...LIVE_NAMES, exchangeName: 'other' })]).not.toThrow();
  });

  it('holds on to what it is made of until it is over', async () => {
    const { tw, run } = liveWorld();
    const stream = run();
    await stream.next();
    expect(() => tw.removeStrategy(LIVE_NAMES.strategyName)).toThrow(expect.objectContaining({ code: 'registry/in-use', message: expect.stringContaining('live trading of BTCUSDT with scripted on memory') as string }));
    await stream.return();
    tw.removeStrategy(LIVE_NAMES.strategyName);
  });

  it.each<[string, (made: LiveWorld) => unknown, string]>([
    ['without a symbol', ({ tw }) => tw.Live.run('', LIVE_NAMES), 'run/symbol'],
    ['without names', ({ tw }) => tw.Live.background(SYMBOL, undefined as never), 'run/context'],
    ['with a strategy nobody knows', ({ tw }) => tw.Live.run(SYMBOL, { ...LIVE_NAMES, strategyName: 'nobody' }), 'registry/unknown'],
    ['on an exchange nobody knows', ({ tw }) => tw.Live.run(SYMBOL, { ...LIVE_NAMES, exchangeName: 'nobody' }), 'registry/unknown'],
    ['with a signal that is none', ({ tw }) => tw.Live.run(SYMBOL, LIVE_NAMES, { signal: {} as never }), 'run/options'],
  ])('is not begun %s', (_how, begin, code) => {
    expect(() => begin(liveWorld())).toThrow(expect.objectContaining({ code }));
  });

  it('is not begun with values that were set unsafely', () => {
    const { tw, run } = liveWorld();
    tw.setConfig({ CC_CANDLE_GRACE_MS: 120_000 }, true);
    expect(() => run()).toThrow(expect.objectContaining({ code: 'live/options' }));
    tw.setConfig({ CC_CANDLE_GRACE_MS: 0 });
    expect(() => run()).not.toThrow();
  });

  it('waits for listeners that are a hundred thousand events behind no longer than until it is shut down', async () => {
    const warned: string[] = [];
    const made = liveWorld({ before: (tw) => tw.setLogger({ log() {}, debug() {}, info() {}, warn: (topic: string) => void warned.push(topic) }) });
    const stream = made.run();
    await stream.next();
    const scope = Reflect.get(Reflect.get(stream, 'parts') as object, 'scope') as { expect(): void };
    for (let i = 0; i <= 100_001; i++) scope.expect();
    const next = stream.next();
    await expect.poll(() => warned).toEqual(['live waits for its listeners']);
    await made.tw.shutdown();
    await next;
  });
});

describe('the list of live runs', () => {
  it('follows a run: ready, pending once it is asked, fulfilled at its end', async () => {
    const { tw, run } = liveWorld();
    const stream = run();
    const statuses = async (): Promise<string[]> => (await tw.Live.list()).map(({ status }) => status);
    expect(await statuses()).toEqual(['ready']);
    await stream.next();
    expect(await statuses()).toEqual(['pending']);
    await stream.return();
    expect(await tw.Live.list()).toMatchObject([{ symbol: SYMBOL, ...LIVE_NAMES, status: 'fulfilled' }]);
  });

  it('names no backtests', async () => {
    const { tw, run } = liveWorld();
    await collect(run());
    expect([(await tw.Live.list()).length, (await tw.Backtest.list()).length]).toEqual([1, 0]);
  });
});

describe('the accounts of an instance', () => {
  it('never touch', async () => {
    const store = new MemoryStore();
    await liveWorld({ store, script: { 1: long() }, to: 3, parts: { account: 'mine' } }).results();
    expect(told(await liveWorld({ store, from: 3, to: 4, parts: { account: 'yours' } }).results())).toEqual(['idle']);
    expect(told(await liveWorld({ store, from: 3, to: 4, parts: { account: 'mine' } }).results())).toEqual(['active', 'active']);
  });
});

describe('a broker of one’s own', () => {
  it('executes the orders, whose ids are the same after a restart', async () => {
    const placed: string[] = [];
    const broker = {
      name: 'mine', can: { placeOnce: true }, find: () => null, close: async () => undefined,
      place(order: { id: string; leg: string; price: number; quantity: number; atMs: number }) {
        placed.push(`${order.leg} ${order.price}`);
        if (order.leg === 'exit' && placed.length === 2) throw new Error('offline');
        return { kind: 'filled' as const, fill: { orderId: order.id, atMs: order.atMs, quotedPrice: order.price, price: order.price, quantity: order.quantity, feeFrac: 0 } };
      },
    };
    const { results, errors } = liveWorld({ script: { 1: long() }, market: new Market(candles(-2000, 3000, { 2: [100, 111, 100, 100] })), to: 6, parts: { broker } });
    expect(told(await results())).toEqual(['idle', 'opened', 'active', 'take_profit 2', 'idle', 'idle']);
    expect([placed, errors.map(({ message }) => message)]).toEqual([['entry 100', 'exit 110', 'exit 110'], [expect.stringContaining('offline')]]);
  });
});

it('an instance that nobody uses for live trading opens no store', async () => {
  const opened: string[] = [];
  const store = new Proxy(new MemoryStore(), { get: (target, field) => { if (field === 'load') opened.push('load'); return Reflect.get(target, field) as unknown; } });
  const tw = createTradewright({ store });
  opened.length = 0; // the check of options looks at it
  await tw.shutdown();
  tw.dispose();
  expect(opened).toEqual([]);
});
