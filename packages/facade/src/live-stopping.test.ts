import { FakeClock } from '@tradewright/core/testing';
import { describe, expect, it } from 'vitest';
import { LIVE_NAMES, liveWorld, type LiveWorld, type LiveWorldOptions } from '../test/live-world.ts';
import { candles, Market, minute, minuteOf } from '../test/market.ts';
import { collect, long, SYMBOL, told } from '../test/world.ts';
import type { DoneContract } from './types.ts';

const { strategyName } = LIVE_NAMES;

/** Always in the market, an hour at a time; the first position is at its target in minute 5. */
const eager = (over: LiveWorldOptions = {}): LiveWorld => liveWorld({ market: new Market(candles(-2000, 3000, { 5: [100, 111, 100, 100] })), getSignal: () => long(), to: 1000, ...over });

const doneOf = ({ tw }: LiveWorld): DoneContract[] => {
  const done: DoneContract[] = [];
  tw.listenDoneLive((event) => void done.push(event));
  return done;
};

describe('stopping live trading', () => {
  it('ends it at once where nothing lives', async () => {
    const made = liveWorld({ to: 1000 });
    const results: string[] = [];
    for await (const result of made.run()) {
      results.push(...told([result]));
      if (results.length === 3) await made.tw.Live.stop(SYMBOL, strategyName);
    }
    expect([results, made.asks]).toEqual([['idle', 'idle', 'idle'], [0, 1, 2]]);
  });

  it('lets the open position live to its end, callbacks and all; then the run is done', async () => {
    const notes: string[] = [];
    const made = eager({ callbacks: { onClose: () => void notes.push('onClose') } });
    const done = doneOf(made);
    made.tw.listenSignalLive(({ action }) => { if (action === 'opened') void made.tw.Live.stop(SYMBOL, strategyName); });
    expect(told(await collect(made.run())).at(-1)).toBe('take_profit 5');
    expect([made.asks, notes, done.length]).toEqual([[0], ['onClose'], 1]);
  });

  it('cancels an entry that waits, and tells why', async () => {
    const cancelled: string[] = [];
    const made = liveWorld({ script: { 2: long({ priceOpen: 98 }) }, to: 1000, callbacks: { onCancel: (_symbol, { priceOpen }) => void cancelled.push(`onCancel ${priceOpen}`) } });
    made.tw.listenSignalLive(({ action }) => { if (action === 'scheduled') void made.tw.Live.stop(SYMBOL, strategyName); });
    const results = told(await collect(made.run()));
    expect([results.slice(0, 3), results.at(-1), cancelled]).toEqual([['idle', 'idle', 'scheduled'], 'cancelled stopped 2', ['onCancel 98']]);
  });

  it.each<[string, (stop: () => Promise<void>) => LiveWorldOptions, ((stop: () => Promise<void>, made: LiveWorld) => unknown)?]>([
    ['getSignal', (stop) => ({ getSignal: async (_symbol, when) => { if (minuteOf(when) === 3) await stop(); return null; } })],
    ['a callback', (stop) => ({ callbacks: { onOpen: () => void stop() } })],
    ['a listener', () => ({}), (stop, { tw }) => tw.listenSignalLive(({ action }) => (action === 'opened' ? stop() : undefined))],
  ])('inside %s does not wait for itself', async (_where, place, listen) => {
    let stopped = false;
    const stop = async (): Promise<void> => {
      await made.tw.Live.stop(SYMBOL, strategyName);
      stopped = true;
    };
    const made: LiveWorld = eager(place(stop));
    listen?.(stop, made);
    const ended = new Promise((resolve) => made.tw.listenDoneLive(resolve));
    made.tw.Live.background(SYMBOL, LIVE_NAMES);
    await ended;
    expect([stopped, made.asks.length <= 4]).toEqual([true, true]);
  });

  it('resolves when the background run has ended', async () => {
    const clock = new FakeClock(minute(0));
    const made = eager({ parts: { clock, machineClock: clock, clockOf: () => clock } });
    const done = doneOf(made);
    const ticked = async (count: number): Promise<void> => { await expect.poll(() => made.status.filter(({ kind }) => kind === 'ticked').length).toBe(count); };
    made.tw.Live.background(SYMBOL, LIVE_NAMES);
    await ticked(1);
    let stopped = false;
    const stop = made.tw.Live.stop(SYMBOL, strategyName).then(() => void (stopped = true));
    for (let n = 1; n <= 5; n++) {
      await clock.pass(60_000);
      await ticked(n + 1);
    }
    expect([stopped, done.length]).toEqual([false, 0]);
    await clock.pass(60_000);
    await stop;
    expect([done.length, done[0]?.counts.closed]).toEqual([1, 1]);
  });

  it('of a background run before its first tick lets it go on with what is stored, to its end', async () => {
    const first = eager({ to: 3 });
    await collect(first.run());
    const made = eager({ store: first.store, from: 3 });
    const done = doneOf(made);
    made.tw.Live.background(SYMBOL, LIVE_NAMES)();
    await expect.poll(() => done.length).toBe(1);
    expect([made.asks, done[0]?.counts.closed]).toEqual([[], 1]);
  });

  it('of a run that was not consumed yet ends it: nothing is told, and it can be started anew', async () => {
    const made = liveWorld({ to: 3 });
    const done = doneOf(made);
    const stream = made.run();
    await made.tw.Live.stop(SYMBOL, strategyName);
    expect([await collect(stream), done, (await made.tw.Live.list())[0]?.status]).toEqual([[], [], 'fulfilled']);
    expect(() => made.run()).not.toThrow();
  });

  it('means the runs of the pair, on every exchange or on one', async () => {
    const made = liveWorld({ to: 1000 });
    made.tw.addExchange({ ...made.market, exchangeName: 'other' });
    const done = doneOf(made);
    for (const exchangeName of ['memory', 'other']) made.tw.Live.background(SYMBOL, { ...LIVE_NAMES, exchangeName });
    made.tw.Live.background('ETHUSDT', LIVE_NAMES);
    await made.tw.Live.stop(SYMBOL, strategyName, { exchangeName: 'other' });
    expect(done.map(({ symbol, exchangeName }) => `${symbol} ${exchangeName}`)).toEqual(['BTCUSDT other']);
    await made.tw.Live.stop(SYMBOL, strategyName);
    expect(done.map(({ symbol, exchangeName }) => `${symbol} ${exchangeName}`)).toEqual(['BTCUSDT other', 'BTCUSDT memory']);
    await made.tw.shutdown();
  });

  it('of what does not run resolves at once; of what nobody knows is refused', async () => {
    const { tw } = liveWorld();
    await expect(tw.Live.stop(SYMBOL, strategyName)).resolves.toBeUndefined();
    await expect(tw.Live.stop(SYMBOL, 'nobody')).rejects.toMatchObject({ code: 'registry/unknown' });
    await expect(tw.Live.stop('', strategyName)).rejects.toMatchObject({ code: 'run/symbol' });
    await expect(tw.Live.stop(SYMBOL, strategyName, { exchangeName: 'nobody' })).rejects.toMatchObject({ code: 'registry/unknown' });
  });
});

describe('leaving a live run', () => {
  it('leaves its signal in the store, where the next one finds it', async () => {
    const market = new Market(candles(-2000, 3000, { 5: [100, 111, 100, 100] }));
    const first = liveWorld({ market, script: { 2: long() } });
    const done = doneOf(first);
    for await (const result of first.run()) if (result.action === 'active') break;
    const calls: string[] = [];
    const second = liveWorld({ market, store: first.store, from: 4, callbacks: { onActive: (_symbol, { priceOpen }, price, backtest) => void calls.push(`onActive ${priceOpen} ${price} ${backtest}`), onClose: () => void calls.push('onClose') } });
    expect(told(await collect(second.run()))).toEqual(['active', 'active', 'active', 'take_profit 5', 'idle', 'idle', 'idle', 'idle']);
    expect([calls, done]).toEqual([['onActive 100 100 false', 'onClose'], []]);
  });

  it('by an AbortSignal does the same, and tells that it is over', async () => {
    const abort = new AbortController();
    const made = liveWorld({ script: { 2: long() } });
    const done = doneOf(made);
    const results: string[] = [];
    for await (const result of made.tw.Live.run(SYMBOL, LIVE_NAMES, { signal: abort.signal })) {
      results.push(...told([result]));
      if (result.action === 'opened') abort.abort();
    }
    expect([results, done.length]).toEqual([['idle', 'idle', 'opened'], 1]);
    expect(told(await liveWorld({ store: made.store, from: 3, to: 4 }).results())).toEqual(['active']);
  });
});
