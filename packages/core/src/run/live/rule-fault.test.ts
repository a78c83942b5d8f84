import { describe, expect, it } from 'vitest';
import type { RiskEvent, RiskRule } from '../../ports/risk-rule.ts';
import { ArraySource } from '../../testing/array-source.ts';
import { MemoryDisk } from '../../testing/memory-store.ts';
import { candles, Scripted, signal } from '../run.fixture.ts';
import { down } from './halt.fixture.ts';
import { FickleStore, played, SharedStore, words, type Over } from './live.fixture.ts';
import { RiskLedger } from './risk-ledger.ts';
import type { RiskRecord } from './risk-record.ts';

const allows = (): { readonly allowed: true } => ({ allowed: true });
/** Counts what it can learn; fails at events of one kind. */
const clumsy = (kind: RiskEvent['kind'], fail: () => unknown): RiskRule<number> => ({ name: 'clumsy', initial: 0, judge: allows, fold: (state, event) => (event.kind === kind ? (fail() as number) : state + 1) });
const counter: RiskRule<number> = { name: 'counter', initial: 0, judge: allows, fold: (state) => state + 1 };
const cycle: unknown[] = [];
cycle.push(cycle);

const under = (store: SharedStore, rule: RiskRule, over: Over = {}): Over => ({
  store, risk: [rule, counter], ledger: new RiskLedger({ store, riskName: 'slots', capitalQuote: 1000 }),
  strategy: new Scripted({ 1: () => signal() }), candles: new ArraySource(candles(-10, 60, { 4: [100, 111, 100, 110] })), ...over,
});
const recordOn = (disk: MemoryDisk): RiskRecord => JSON.parse(disk.values.get('risk:slots')!.json!) as RiskRecord;
const errors = (told: Awaited<ReturnType<typeof played>>): string[] => told.flatMap(({ event }) => (event.kind === 'failed' ? [event.error.message] : []));

describe('a rule that cannot learn', () => {
  it.each<[string, () => unknown, string]>([
    ['throws', () => {
      throw new TypeError('x of undefined');
    }, 'x of undefined'],
    ['gives undefined', () => undefined, 'it holds undefined'],
    ['gives a map', () => new Map(), 'no plain one'],
    ['gives a bigint', () => 5n, 'it holds a bigint'],
    ['gives what holds itself', () => cycle, 'it holds itself'],
    ['gives what is no number', () => NaN, 'it holds NaN'],
    ['gives a promise that fails', () => Promise.reject(new Error('late')), 'not give a promise'],
  ])('as it %s keeps no position from being closed: it is told, others learn, and it remembers what it did before', async (_what, fail, why) => {
    const disk = new MemoryDisk();
    const told = await played(0, 6, under(new SharedStore(disk), clumsy('closed', fail)));
    expect(words(told)).toEqual(['opened 1', 'failed risk/fold 5', 'take-profit 4']);
    expect(errors(told)).toEqual([expect.stringContaining('Risk rule clumsy could not learn what was closed at 2024-01-01T00:05:00.000Z: ')]);
    expect(errors(told)[0]).toContain(why);
    expect(recordOn(disk)).toMatchObject({ positions: {}, states: { clumsy: 1, counter: 2 }, account: { realisedQuote: 10 } });
  });

  it('of an entry is told once, however often the store has to be asked', async () => {
    const store = new FickleStore();
    let attempts = 0;
    store.onCommit = () => {
      if (++attempts < 4) throw down;
    };
    const told = await played(0, 3, under(store, clumsy('reserved', () => undefined)));
    expect(words(told).filter((word) => !/paused|resumed/.test(word))).toEqual(['failed risk/fold 1', 'opened 1']);
  });

  it('of its own stop stops all the same', async () => {
    const disk = new MemoryDisk();
    const stop: RiskRule<number> = { ...clumsy('stopped', () => undefined), watch: (_account, _nowMs, state) => (state > 0 ? 'enough' : null) };
    expect(words(await played(0, 3, under(new SharedStore(disk), stop)))).toEqual(['opened 1', 'failed risk/fold 1', 'command 1']);
    expect(recordOn(disk)).toMatchObject({ positions: {}, stops: { clumsy: { reason: 'enough' } } });
  });

  it('of a reset has whoever resets it hear of that, and nothing is written', async () => {
    const disk = new MemoryDisk();
    const ledger = new RiskLedger({ store: new SharedStore(disk), riskName: 'slots' });
    await expect(ledger.reset(null, 5, [counter, clumsy('reset', () => undefined)])).rejects.toMatchObject({ code: 'risk/fold' });
    expect(disk.values.size).toBe(0);
  });
});

describe('a rule that looks at the account', () => {
  it.each<[string, () => unknown, string]>([
    ['a number', () => 5, 'not number'],
    ['true', () => true, 'not boolean'],
    ['a promise', () => Promise.resolve('enough'), 'not object'],
    ['a promise that fails', () => Promise.reject(new Error('late')), 'not object'],
  ])('and gives %s has nothing closed, and is told of at each tick', async (_what, answer, why) => {
    const watcher: RiskRule = { name: 'watcher', judge: allows, watch: () => answer() as string };
    const told = await played(0, 2, under(new SharedStore(), watcher));
    expect(words(told)).toEqual(['opened 1', 'failed risk/watch 1', 'failed risk/watch 2']);
    expect(errors(told)[0]).toContain(`it must give a reason or null at once, ${why}`);
  });
});
