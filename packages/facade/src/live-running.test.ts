import { FakeClock, MemoryDisk, MemoryStore } from '@tradewright/core/testing';
import { StoreError, type Change } from '@tradewright/core';
import { describe, expect, it } from 'vitest';
import { LIVE_NAMES, liveWorld, type LiveWorld } from '../test/live-world.ts';
import { candles, Market, minute, minuteOf } from '../test/market.ts';
import { collect, long, SYMBOL, told } from '../test/world.ts';
import { createTradewright } from './create.ts';
import { getDate } from './index.ts';
import type { DoneContract, IStrategyTickResult, PerformanceContract } from './types.ts';

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

describe('how a live run fares', () => {
  it('is told tick by tick, with its names', async () => {
    const { results, status } = liveWorld({ script: { 1: long({ priceOpen: 98 }) }, market: new Market(candles(-2000, 3000, { 2: [100, 100, 97, 100] })), to: 4 });
    await results();
    const head = { symbol: SYMBOL, ...LIVE_NAMES, kind: 'ticked', late: false, delayedMs: 0, missed: 0, recoveredAfterMs: null };
    expect(status).toEqual([['idle', 0], ['scheduled', 1], ['scheduled', 2], ['active', 3]].map(([state, n]) => ({ ...head, state, timestamp: minute(n as number) })));
  });

  it('includes what was restored, and for how long nobody had looked', async () => {
    const first = liveWorld({ script: { 1: long({ id: 'a' }) }, to: 2 });
    await first.results();
    const { results, status } = liveWorld({ store: first.store, from: 7, to: 9 });
    const recovered = (await results()).map(({ recoveredAfterMs }) => recoveredAfterMs);
    expect(status[0]).toMatchObject({ kind: 'restored', signal: { id: 'a', priceOpen: 100 }, timestamp: minute(7) });
    expect(status[1]).toMatchObject({ kind: 'ticked', recoveredAfterMs: 360_000 });
    expect([new Set(recovered.slice(0, -1)), recovered.at(-1)]).toEqual([new Set([360_000]), undefined]);
  });

  it('includes that the store does not answer: nothing is decided until it does, and nothing is lost', async () => {
    let failures = 2;
    class Flaky extends MemoryStore {
      override async commit(change: Change): Promise<void> {
        if (change.events.length > 0 && failures-- > 0) throw new StoreError('store/io', 'no disk', { retryable: true });
        await super.commit(change);
      }
    }
    const { results, status, errors } = liveWorld({ store: new Flaky(), script: { 1: long() }, to: 3 });
    expect(told(await results())).toEqual(['idle', 'opened', 'active']);
    expect(status.map(({ kind }) => kind)).toEqual(['ticked', 'paused', 'resumed', 'ticked', 'ticked']);
    expect(errors.map(({ message }) => message)).toEqual(['no disk']);
  });

  it('includes that somebody else trades it, until he does no more', async () => {
    const disk = new MemoryDisk(() => 0);
    const theirs = new MemoryStore(disk);
    const token = await theirs.leases.acquire('live:memory:default:BTCUSDT:scripted', 'them', 60_000);
    const clock = new FakeClock(minute(0));
    const { tw, status, asks } = liveWorld({ store: new MemoryStore(disk), parts: { clock, machineClock: clock, clockOf: () => clock } });
    tw.Live.background(SYMBOL, LIVE_NAMES);
    await expect.poll(() => status.map((event) => event.kind === 'standby' && event.lost)).toEqual([false]);
    expect(asks).toEqual([]);
    await theirs.leases.release(token!);
    await expect.poll(async () => {
      await clock.pass(1000);
      return asks.length;
    }).toBeGreaterThan(0);
    await tw.shutdown();
  });

  it('includes that the clock was set', async () => {
    const clock = new FakeClock(minute(0));
    let setMs = 0;
    const jumping = Object.assign(Object.create(null) as object, { nowMs: () => clock.nowMs() + setMs, elapsedMs: () => clock.elapsedMs(), breathe: () => clock.breathe(), sleep: clock.sleep.bind(clock), after: clock.after.bind(clock) });
    const { tw, status } = liveWorld({ parts: { clock: jumping, machineClock: jumping, clockOf: () => jumping } });
    tw.Live.background(SYMBOL, LIVE_NAMES);
    await expect.poll(() => status.length).toBe(1);
    setMs = 3_600_000;
    await clock.pass(60_000);
    await expect.poll(() => status.map(({ kind }) => kind)).toContain('clock');
    expect(status.find(({ kind }) => kind === 'clock')).toMatchObject({ jumpedMs: 3_600_000 });
    await tw.shutdown();
  });

  it('is told within the context of the tick', async () => {
    const { results, tw } = liveWorld({ to: 2 });
    const seen: number[] = [];
    tw.listenLiveStatus(async () => void seen.push(minuteOf(await getDate())));
    await results();
    await expect.poll(() => seen).toEqual([0, 1]);
  });
});

describe('how long a live tick takes', () => {
  it('is told to listenPerformance and counted', async () => {
    const { results, tw } = liveWorld({ to: 3 });
    const heard: PerformanceContract[] = [];
    tw.listenPerformance((event) => void heard.push(event));
    await results();
    expect(heard).toEqual([0, 1, 2].map((n) => ({ symbol: SYMBOL, ...LIVE_NAMES, metricType: 'live_tick', duration: 0, backtest: false, timestamp: minute(n), previousTimestamp: n === 0 ? null : minute(n - 1) })));
    expect((await tw.Performance.getData(SYMBOL, LIVE_NAMES.strategyName)).metricStats).toMatchObject({ live_tick: { count: 3 } });
  });
});

describe('the log of a live run', () => {
  it('has its start, its end, and what its user should know', async () => {
    const lines: unknown[][] = [];
    const log = (...given: unknown[]): void => void lines.push(given);
    const made = liveWorld({ to: 2, before: (tw) => tw.setLogger({ log, debug: () => undefined, info: log, warn: log }) });
    await made.results();
    expect(lines.map(([topic]) => topic)).toEqual(['live started', 'live aborted']);
    expect(lines[0]!.slice(-2)).toEqual([{ ...LIVE_NAMES, frameName: '' }, { symbol: SYMBOL, when: new Date(minute(0)), backtest: false }]);
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
