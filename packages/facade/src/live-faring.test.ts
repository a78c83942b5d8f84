import { StoreError, type Change } from '@tradewright/core';
import { FakeClock, MemoryDisk, MemoryStore } from '@tradewright/core/testing';
import { describe, expect, it } from 'vitest';
import { LIVE_NAMES, liveWorld } from '../test/live-world.ts';
import { candles, Market, minute, minuteOf } from '../test/market.ts';
import { long, SYMBOL, told } from '../test/world.ts';
import { getDate } from './index.ts';
import type { PerformanceContract } from './types.ts';

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
