import { FakeClock, MemoryDisk, MemoryStore } from '@tradewright/core/testing';
import { describe, expect, it } from 'vitest';
import { LIVE_NAMES, liveWorld, type LiveWorld, type LiveWorldOptions } from '../test/live-world.ts';
import { candles, Market, minute, minuteOf } from '../test/market.ts';
import { long, SYMBOL, told } from '../test/world.ts';
import { createTradewright, type Tradewright } from './create.ts';
import type { DoneContract } from './types.ts';

const background = async (made: LiveWorld, until: () => boolean): Promise<void> => {
  made.tw.Live.background(SYMBOL, LIVE_NAMES);
  await expect.poll(until).toBe(true);
};

describe('a shutdown', () => {
  it.each<[string, LiveWorldOptions['script']]>([
    ['nothing lives', {}],
    ['a position is open', { 1: long() }],
    ['an entry waits', { 1: long({ priceOpen: 98 }) }],
  ])('where %s cancels nothing and writes nothing', async (_what, script = {}) => {
    const disk = new MemoryDisk();
    const made = liveWorld({ store: new MemoryStore(disk), script, to: 3 });
    const heard: string[] = [];
    made.tw.listenSignalLive(({ action }) => { if (action === 'cancelled' || action === 'closed') heard.push(action); });
    let before: unknown;
    made.tw.listenLiveStatus(({ kind, timestamp }) => { if (kind === 'ticked' && minuteOf(timestamp) === 2) before = structuredClone([...disk.values]); });
    await made.results(); // the clock shuts it down when its time is over
    expect([heard, [...disk.values]]).toEqual([[], before]);
  });

  it('ends every run, tells of each that it is done once, and lets them be started again', async () => {
    const made = liveWorld({ to: 1000 });
    const done: DoneContract[] = [];
    made.tw.listenDoneLive((event) => void done.push(event));
    made.tw.Live.background('ETHUSDT', LIVE_NAMES);
    const stream = made.run();
    await stream.next();
    await made.tw.shutdown();
    await made.tw.shutdown();
    expect([done.map(({ symbol }) => symbol).toSorted(), (await stream.next()).done, (await made.tw.Live.list()).map(({ status }) => status)]).toEqual([['BTCUSDT', 'ETHUSDT'], true, ['fulfilled', 'fulfilled']]);
    expect(() => made.run()).not.toThrow();
  });

  it('does not wait for a strategy that thinks, nor for an exchange that never answers, nor for a listener', async () => {
    const thinking = liveWorld({ getSignal: () => new Promise(() => undefined) });
    await background(thinking, () => thinking.asks.length === 1);
    await thinking.tw.shutdown();
    const deaf = liveWorld({ market: new Market([], { answer: () => new Promise(() => undefined) }) });
    await background(deaf, () => deaf.market.requests.length === 1);
    await deaf.tw.shutdown();
    const slow = liveWorld({ script: { 1: long() } });
    let heard = 0;
    slow.tw.listenSignalLive(() => {
      heard++;
      return new Promise(() => undefined);
    });
    await background(slow, () => heard === 1);
    await slow.tw.shutdown();
  });

  it('while a run rests ends the rest; no timer is left', async () => {
    const clock = new FakeClock(minute(0));
    const tw = createTradewright({ clock, store: new MemoryStore() });
    tw.addExchange(new Market(candles(-2000, 10)));
    let asks = 0;
    tw.addStrategy({ strategyName: LIVE_NAMES.strategyName, interval: '1m', getSignal: () => void asks++ });
    tw.Live.background(SYMBOL, LIVE_NAMES);
    await expect.poll(() => clock.pending > 1 && asks === 1).toBe(true);
    await tw.shutdown();
    expect(clock.pending).toBe(0);
  });

  it('while a validation thinks leaves none of its timers either', async () => {
    const clock = new FakeClock(minute(0));
    const tw = createTradewright({ clock, store: new MemoryStore() });
    tw.addExchange(new Market(candles(-2000, 10)));
    let judged = 0;
    tw.addRisk({ riskName: 'slow', validations: [() => { judged++; return new Promise(() => undefined); }] });
    tw.addStrategy({ strategyName: LIVE_NAMES.strategyName, interval: '1m', riskName: 'slow', getSignal: () => long() });
    tw.Live.background(SYMBOL, LIVE_NAMES);
    await expect.poll(() => judged).toBe(1);
    await tw.shutdown();
    expect(clock.pending).toBe(0);
  });

  it('of what was only started, and of nothing at all, resolves', async () => {
    const made = liveWorld();
    await made.tw.shutdown();
    made.run();
    made.tw.Live.background('ETHUSDT', LIVE_NAMES);
    await made.tw.shutdown();
    expect([made.asks, (await made.tw.Live.list()).map(({ status }) => status)]).toEqual([[], ['fulfilled', 'fulfilled']]);
  });

  it('from inside a hook does not wait for itself', async () => {
    const made: LiveWorld = liveWorld({ getSignal: async (_symbol, when) => {
      if (minuteOf(when) === 2) await made.tw.shutdown();
      return null;
    } });
    expect(told(await made.results())).toEqual(['idle', 'idle']);
  });

  it('happens when the instance is disposed of', async () => {
    const made = liveWorld({ to: 1000 });
    await background(made, () => made.asks.length > 2);
    made.tw.dispose();
    await expect.poll(async () => (await made.tw.Live.list())[0]?.status).toBe('fulfilled');
  });

  it('leaves backtests alone', async () => {
    const { tw, market } = liveWorld();
    tw.addFrame({ frameName: 'hour', interval: '1m', startDate: new Date(minute(0)), endDate: new Date(minute(60)) });
    const ended = new Promise<DoneContract>((resolve) => tw.listenDoneBacktest(resolve));
    tw.Backtest.background(SYMBOL, { ...LIVE_NAMES, frameName: 'hour' });
    await tw.shutdown();
    expect([(await ended).counts.frames, market.requests.length > 0]).toEqual([60, true]);
  });
});

describe('time that is told by whoever lives by it', () => {
  it('is left by every run that is over, however it ended', async () => {
    const left: string[] = [];
    const clockOf: NonNullable<Parameters<typeof createTradewright>[0]>['clockOf'] = ({ symbol }) => Object.assign(new FakeClock(minute(0)), { leave: () => void left.push(symbol) });
    const tw: Tradewright = createTradewright({ clock: new FakeClock(0), clockOf: clockOf!, store: new MemoryStore() });
    tw.addExchange(new Market(candles(-2000, 10)));
    tw.addStrategy({ strategyName: LIVE_NAMES.strategyName, interval: '1m', riskName: 'unknown', getSignal: () => null });
    expect(() => tw.Live.run('A', LIVE_NAMES)).toThrow(expect.objectContaining({ code: 'registry/unknown' }));
    tw.overrideStrategy({ strategyName: LIVE_NAMES.strategyName, getSignal: () => null });
    tw.addRisk({ riskName: 'unknown' });
    const stream = tw.Live.run('B', LIVE_NAMES);
    await stream.next();
    await stream.return();
    tw.Live.run('C', LIVE_NAMES);
    await tw.Live.stop('C', LIVE_NAMES.strategyName);
    tw.Live.background('D', LIVE_NAMES);
    await tw.shutdown();
    expect(left).toEqual(['A', 'B', 'C', 'D']);
  });

  it('is left by nobody where it is that of the instance', async () => {
    let left = 0;
    const made = liveWorld({ parts: { clock: Object.assign(new FakeClock(minute(0)), { leave: () => void left++ }), clockOf: undefined as never } });
    const stream = made.run();
    await stream.next();
    await stream.return();
    expect(left).toBe(0);
  });

  it.each([['nothing', undefined], ['half a clock', { nowMs: () => 0 }]])('cannot be %s', (_what, given) => {
    const tw = createTradewright({ clockOf: () => given as never, store: new MemoryStore() });
    tw.addExchange(new Market([]));
    tw.addStrategy({ strategyName: LIVE_NAMES.strategyName, interval: '1m', getSignal: () => null });
    expect(() => tw.Live.run(SYMBOL, LIVE_NAMES)).toThrow(expect.objectContaining({ code: 'live/clock' }));
    expect(() => tw.removeStrategy(LIVE_NAMES.strategyName)).not.toThrow();
  });
});
