import { StoreError, type Change, type StateStore } from '@tradewright/core';
import { circuitBreaker, maxOpenPositions } from '@tradewright/risk';
import { MemoryDisk, MemoryStore } from '@tradewright/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { liveWorld, MACHINE, type LiveWorldOptions } from '../test/live-world.ts';
import { candles, Market, minuteOf } from '../test/market.ts';
import { until } from '../test/risk.ts';
import { codeOf, long, told } from '../test/world.ts';
import type { RiskContract } from './types.ts';
import { Risk as module } from './index.ts';

/** Long at every minute from 2 on, for three minutes each. */
const KEEN: LiveWorldOptions = { getSignal: (_symbol, when) => (minuteOf(when) >= 2 ? long({ minuteEstimatedTime: 3 }) : null), to: 12 };
const onMinute = (n: number, act: () => void): NonNullable<LiveWorldOptions['getSignal']> => (symbol, when, context) => {
  if (minuteOf(when) === n) act();
  return KEEN.getSignal!(symbol, when, context);
};
const still = (words: string[]): string[] => words.filter((word) => word !== 'idle' && word !== 'active');

/** A store that is down until it is told otherwise; it is read all the same. */
class DownStore extends MemoryStore {
  down = true;
  failed = 0;

  override async commit(change: Change): Promise<void> {
    if (!this.down || !change.writes.some(({ key }) => key.startsWith('halt:'))) return super.commit(change);
    this.failed++;
    await MACHINE.breathe();
    throw new StoreError('store/down', 'The database is down.', { retryable: true });
  }
}

describe('a halt', () => {
  it('lets nothing be opened in any run of the account, and is told as a refusal', async () => {
    const refusals: RiskContract[] = [];
    const made = liveWorld({ ...KEEN, getSignal: onMinute(0, () => void made.tw.Risk.halt('news')) });
    made.tw.listenRisk((event) => void refusals.push(event));
    expect([still(told(await made.results())), made.errors]).toEqual([[], []]);
    expect(refusals[0]).toMatchObject({ comment: 'halted: news', message: 'halted: news', symbol: 'BTCUSDT', pendingSignal: { position: 'long' } });
    expect(refusals).toHaveLength(10);
    expect(made.tw.Risk.halted).toEqual({ reason: 'news', timestamp: 0, close: false });
  });

  it('leaves positions to their stops', async () => {
    const made = liveWorld({ ...KEEN, getSignal: KEEN.getSignal!, callbacks: { onOpen: () => void made.tw.Risk.halt('enough') } });
    expect(still(told(await made.results()))).toEqual(['opened', 'time_expired 5']);
  });

  it('closes them where it says so, with its reason', async () => {
    const made = liveWorld({ ...KEEN, callbacks: { onOpen: () => void made.tw.Risk.halt('flash crash', { close: true }) } });
    const results = await made.results();
    expect(still(told(results)).map((word) => word.split(' ')[0])).toEqual(['opened', 'command']);
    expect(results.find(({ action }) => action === 'closed')).toMatchObject({ closeReason: 'command', reasonText: 'halted: flash crash' });
  });

  it('is there after a restart, until somebody resumes', async () => {
    const disk = new MemoryDisk();
    await liveWorld({ store: new MemoryStore(disk) }).tw.Risk.halt('over night');
    const second = liveWorld({ ...KEEN, store: new MemoryStore(disk) });
    expect(still(told(await second.results()))).toEqual([]);
    expect(second.tw.Risk.halted?.reason).toBe('over night');
    await second.tw.Risk.resume();
    expect(second.tw.Risk.halted).toBeNull();
    expect(still(told(await liveWorld({ ...KEEN, store: new MemoryStore(disk), from: 12, to: 16 }).results()))).toEqual(['opened', 'time_expired 15', 'opened']);
  });

  it('is there for whoever asks the store right after a restart, before anything runs', async () => {
    const disk = new MemoryDisk();
    const [first, second] = [liveWorld({ store: new MemoryStore(disk) }), liveWorld({ store: new MemoryStore(disk) })];
    expect(await second.tw.Risk.getHalt()).toBeNull();
    await first.tw.Risk.halt('over night', { close: true });
    expect([second.tw.Risk.halted, await second.tw.Risk.getHalt()]).toEqual([null, { reason: 'over night', timestamp: 0, close: true }]);
    expect(second.tw.Risk.halted?.reason).toBe('over night');
    await first.tw.Risk.resume();
    expect([await second.tw.Risk.getHalt(), second.tw.Risk.halted]).toEqual([null, null]);
  });

  it('cannot be asked for where the store cannot be read; what is known here still stands', async () => {
    const store = new MemoryStore();
    const { tw } = liveWorld({ store });
    await tw.Risk.halt('known');
    vi.spyOn(store, 'load').mockRejectedValue(new StoreError('store/down', 'The database is down.', { retryable: true }));
    expect([await codeOf(tw.Risk.getHalt()), tw.Risk.halted?.reason]).toEqual(['store/down', 'known']);
  });

  it('is that of one account', async () => {
    const disk = new MemoryDisk();
    await liveWorld({ store: new MemoryStore(disk), parts: { account: 'other' } }).tw.Risk.halt('not ours');
    expect(still(told(await liveWorld({ ...KEEN, store: new MemoryStore(disk), to: 4 }).results()))).toEqual(['opened']);
  });

  it('works while the database is down, and is durable once it is back', async () => {
    const store = new DownStore();
    let durable = false;
    const made = liveWorld({ ...KEEN, store, getSignal: onMinute(0, () => void made.tw.Risk.halt('now').then(() => (durable = true))) });
    expect(still(told(await made.results()))).toEqual([]);
    expect([store.failed > 0, durable, made.tw.Risk.halted?.reason]).toEqual([true, false, 'now']);
    await until(() => store.failed > 1);
    expect(made.errors[0]?.message).toBe('The database is down.');
    store.down = false;
    await until(() => durable);
    made.tw.dispose();
  });

  it('that is not durable yet when the instance is disposed of is given up', async () => {
    const store = new DownStore();
    const made = liveWorld({ store });
    const halting = made.tw.Risk.halt('now').then(() => 'durable', () => 'given up');
    await until(() => store.failed > 1);
    made.tw.dispose();
    expect(await halting).toBe('given up');
  });

  it('goes by the switch that was brought', async () => {
    const said: string[] = [];
    const killSwitch = { key: 'mine', halted: { reason: 'a file says so', atMs: 7, closesPositions: false }, halt: async (reason: string) => void said.push(reason), resume: async () => void said.push('resume'), reading: () => () => undefined, onHalt: () => () => undefined };
    const made = liveWorld({ ...KEEN, parts: { killSwitch } });
    expect([still(told(await made.results())), made.tw.Risk.halted?.reason]).toEqual([[], 'a file says so']);
    await made.tw.Risk.halt('more');
    await made.tw.Risk.resume();
    expect(said).toEqual(['more', 'resume']);
  });

  it.each([[''], ['  '], [5], [undefined]])('for no reason (%j) is none', async (reason) => {
    const { tw } = liveWorld();
    expect([await codeOf(tw.Risk.halt(reason as string)), await codeOf(tw.Risk.halt('x', 5 as never)), await codeOf(tw.Risk.halt('x', { close: 1 as never })), tw.Risk.halted]).toEqual(['risk/halt', 'risk/halt', 'risk/halt', null]);
  });

  it('stands on the module as on an instance', () => {
    expect([module.halted, typeof module.halt, typeof module.getHalt, typeof module.resume, typeof module.getData]).toEqual([null, 'function', 'function', 'function', 'function']);
  });
});

describe('a circuit breaker that has tripped', () => {
  it('stays shut over restarts until it is reset by hand', async () => {
    const disk = new MemoryDisk();
    const market = new Market(candles(-2000, 3000, { 3: [100, 100, 94, 100] }));
    const risk = { riskName: 'breaker', rules: [circuitBreaker({ losses: 1 })] };
    const world = (from: number, to: number): ReturnType<typeof liveWorld> => liveWorld({ ...KEEN, market, risk, store: new MemoryStore(disk) as StateStore, from, to });
    expect(still(told(await world(0, 8).results()))).toEqual(['opened', 'stop_loss 3']);
    const second = world(8, 10);
    expect(still(told(await second.results()))).toEqual([]);
    await second.tw.Risk.reset('breaker');
    expect(still(told(await world(10, 12).results()))).toEqual(['opened']);
    expect(await codeOf(second.tw.Risk.reset('nobody'))).toBe('registry/unknown');
  });

  it.each([['circuit-braker', '"circuit-braker"'], [5, '5'], ['', '""'], [{}, 'an object'], ['breaker', '"breaker"']])('is not reset by a name that no rule has (%j)', async (ruleName, said) => {
    const { tw } = liveWorld({ risk: { riskName: 'breaker', rules: [circuitBreaker({ losses: 1 }), maxOpenPositions({ max: 2 })] } });
    await expect(tw.Risk.reset('breaker', ruleName as string)).rejects.toMatchObject({ code: 'risk/rule', message: `Risk.reset: risk breaker has no rule ${said} (its rules: circuit-breaker, max-open-positions). Name one of them, or none to mean all.` });
  });

  it('is reset by the name of its rule, and by that of no other', async () => {
    const disk = new MemoryDisk();
    const market = new Market(candles(-2000, 3000, { 3: [100, 100, 94, 100] }));
    const risk = { riskName: 'breaker', rules: [circuitBreaker({ losses: 1 }), maxOpenPositions({ max: 2 })] };
    const world = (from: number, to: number): ReturnType<typeof liveWorld> => liveWorld({ ...KEEN, market, risk, store: new MemoryStore(disk), from, to });
    const first = world(0, 8);
    await first.results();
    await first.tw.Risk.reset('breaker', 'max-open-positions');
    const second = world(8, 10);
    expect(still(told(await second.results()))).toEqual([]);
    await second.tw.Risk.reset('breaker', 'circuit-breaker');
    expect(still(told(await world(10, 12).results()))).toEqual(['opened']);
  });

  it('has nothing to reset in a profile without rules', async () => {
    const { tw } = liveWorld({ risk: { riskName: 'plain' } });
    await tw.Risk.reset('plain');
    await expect(tw.Risk.reset('plain', 'any')).rejects.toThrow('(its rules: none)');
  });
});
