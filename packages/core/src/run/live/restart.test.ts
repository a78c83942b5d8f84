import { describe, expect, it } from 'vitest';
import { ArraySource } from '../../testing/array-source.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryDisk, MemoryStore } from '../../testing/memory-store.ts';
import { candles, minute, Scripted, signal } from '../run.fixture.ts';
import type { LiveTold } from './event.ts';
import { allWords, hear, journal, KEY, pass, played, run, ticks, words, type Over } from './live.fixture.ts';
import { RiskLedger } from './risk-ledger.ts';
import type { RiskRecord } from './risk-record.ts';
import { runKeyOf, storeKeyOf, type RunRecord } from './run-record.ts';

const MINUTE_MS = 60_000;

const on = (disk: MemoryDisk, over: Over = {}): Over => ({ store: new MemoryStore(disk), ...over });
const opens = (): Scripted => new Scripted({ 0: () => signal('long', { lifetimeMinutes: 600 }) });
const waits = (): Scripted => new Scripted({ 0: () => signal('long', { entryPrice: 98 }) });
const every = (interval: '1m' | '15m' = '1m'): Scripted => new Scripted(Object.fromEntries(Array.from({ length: 300 }, (_, n) => [n, () => null])), interval);

const recovered = (told: readonly LiveTold[]): (number | null)[] => told.flatMap(({ event, tick }) => (event.kind === 'ticked' ? [tick!.recoveredAfterMs] : []));

function recordOn(disk: MemoryDisk): RunRecord {
  return JSON.parse(disk.values.get(KEY)!.json!) as RunRecord;
}

/** Replaces what a store holds. */
async function put(disk: MemoryDisk, key: string, value: unknown): Promise<void> {
  await new MemoryStore(disk).commit({ writes: [{ key, expected: disk.values.get(key)?.version ?? 0, value }], events: [] });
}

describe('after a restart', () => {
  it('an open position is told before the first tick, and is judged from where it was left', async () => {
    const disk = new MemoryDisk();
    expect(allWords(await played(0, 2, on(disk, { strategy: opens(), wants: ['active'] })))).toEqual(['opened 0', 'ticked active 0', 'active 1', 'ticked active 1', 'active 2', 'ticked active 2']);
    // Quiet candles were not written down: they are judged once more, and decide as they did.
    expect(allWords(await played(3, 4, on(disk, { wants: ['active'] })))).toEqual(['restored opened', 'active 1', 'active 2', 'active 3', 'ticked active 3', 'active 4', 'ticked active 4']);
  });

  it('a waiting entry is told before the first tick, and its time goes on', async () => {
    const disk = new MemoryDisk();
    await played(0, 2, on(disk, { strategy: waits() }));
    expect(words(await played(5, 125, on(disk)))).toEqual(['restored scheduled', 'cancelled timeout 120']);
  });

  it('nothing is told where nothing lives', async () => {
    const disk = new MemoryDisk();
    await played(0, 2, on(disk));
    expect(words(await played(5, 6, on(disk)))).toEqual([]);
  });

  it('within the same minute, that minute’s tick comes again, but the strategy is not asked again', async () => {
    const disk = new MemoryDisk();
    const strategy = every();
    await played(0, 2, on(disk, { strategy }));
    expect(ticks(await played(2, 3, on(disk, { strategy })))).toEqual([2, 3]);
    expect(strategy.asks).toEqual([0, 1, 2, 3]);
  });

  it('the strategy is asked no sooner than its interval allows, however often there is one', async () => {
    const disk = new MemoryDisk();
    const strategy = every('15m');
    for (const from of [1, 2, 5, 9, 15, 16, 17, 29, 30, 31]) await played(from, from, on(disk, { strategy }));
    expect(strategy.asks).toEqual([1, 16, 31]);
  });

  it('that interval also counts from before a signal that has ended meanwhile', async () => {
    const disk = new MemoryDisk();
    const market = new ArraySource(candles(-10, 60, { 2: [100, 111, 100, 100] }));
    const strategy = new Scripted({ 0: () => signal() }, '15m');
    await played(0, 4, on(disk, { strategy, candles: market }));
    await played(6, 20, on(disk, { strategy, candles: market }));
    expect(strategy.asks).toEqual([0, 15]);
  });

  it('partial levels that were told are not told again', async () => {
    const disk = new MemoryDisk();
    const market = (): Over => ({ candles: new ArraySource(candles(-10, 60, { 1: [100, 104, 100, 104], 5: [100, 106, 100, 106] })), series: { vwap: { count: 1, intervalMs: MINUTE_MS } }, rules: { trigger: 'candle-range', partials: { profitFracs: [0.1, 0.2, 0.3], lossFracs: [] } } });
    const said = words(await played(0, 3, on(disk, { ...market(), strategy: opens() })));
    const later = words(await played(4, 8, on(disk, market())));
    expect([said, later]).toEqual([['opened 0', 'partial 1', 'partial 1'], ['restored active', 'partial 5']]);
  });

  it('candles from before the last thing that was written down are not judged again', async () => {
    const disk = new MemoryDisk();
    const market = (): Over => ({ candles: new ArraySource(candles(-10, 60, { 3: [100, 104, 100, 104] })), wants: ['active'], series: { vwap: { count: 1, intervalMs: MINUTE_MS } }, rules: { trigger: 'candle-range', partials: { profitFracs: [0.1], lossFracs: [] } } });
    await played(0, 5, on(disk, { ...market(), strategy: opens() }));
    expect(allWords(await played(6, 6, on(disk, market())))).toEqual(['restored active', 'active 5', 'active 6', 'ticked active 6']);
  });

  it('how far the price had been from the entry is not forgotten', async () => {
    for (const trigger of ['candle-range', 'vwap'] as const) {
      const disk = new MemoryDisk();
      const market = (): Over => ({ candles: new ArraySource(candles(-10, 60, { 1: [100, 108, 97, 100], 9: [94, 94, 94, 94] })), series: { vwap: { count: 1, intervalMs: MINUTE_MS } }, rules: { trigger } });
      await played(0, 3, on(disk, { ...market(), strategy: opens() }));
      const closed = (await played(5, 12, on(disk, market()))).find(({ event }) => event.kind === 'closed')?.event;
      expect(closed).toMatchObject({ trade: { reason: 'stop-loss', mfeFrac: 0.08, maeFrac: -0.06 } });
    }
  });

  it('the ids of orders and signals go on where they were', async () => {
    const [whole, parts] = [new MemoryDisk(), new MemoryDisk()];
    const strategy = (): Scripted => new Scripted(Object.fromEntries(Array.from({ length: 60 }, (_, n) => [n, () => signal('long', { lifetimeMinutes: 2 })])));
    await played(0, 20, on(whole, { strategy: strategy() }));
    for (let from = 0; from < 20; from++) await played(from, from, on(parts, { strategy: strategy() }));
    await played(20, 20, on(parts, { strategy: strategy() }));
    expect(await journal(parts)).toEqual(await journal(whole));
  });
});

describe('after a downtime', () => {
  const market = (): ArraySource => new ArraySource(candles(-10, 300, { 20: [100, 111, 100, 100], 40: [94, 94, 94, 94] }));

  it('candles that were missed are judged at their own times, and only then the strategy is asked, at the present', async () => {
    const disk = new MemoryDisk();
    await played(0, 5, on(disk, { strategy: opens(), candles: market() }));
    const strategy = every();
    const told = await played(60, 61, on(disk, { strategy, candles: market() }));
    expect([words(told), strategy.asks]).toEqual([['restored opened', 'take-profit 20'], [60, 61]]);
    expect(told.find(({ event }) => event.kind === 'closed')).toMatchObject({ event: { knownAtMs: minute(21) }, tick: { whenMs: minute(60) } });
  });

  it('an entry that was missed opens at its own time, and may end at its own time, too', async () => {
    const disk = new MemoryDisk();
    await played(0, 5, on(disk, { strategy: waits(), candles: market() }));
    const later = new ArraySource(candles(-10, 300, { 30: [100, 100, 97, 97], 40: [94, 94, 94, 94] }));
    expect(words(await played(60, 61, on(disk, { candles: later })))).toEqual(['restored scheduled', 'opened 30', 'stop-loss 40']);
  });

  it('under the VWAP the present decides', async () => {
    const disk = new MemoryDisk();
    const vwap = { rules: { trigger: 'vwap' as const }, series: { vwap: { count: 1, intervalMs: MINUTE_MS } } };
    await played(0, 5, on(disk, { strategy: opens(), candles: market(), ...vwap }));
    const told = await played(60, 61, on(disk, { candles: market(), ...vwap }));
    expect([words(told), recovered(told)]).toEqual([['restored opened'], [60 * MINUTE_MS, null]]);
    const late = new ArraySource(candles(-10, 300, { 69: [111, 111, 111, 111] }));
    expect(words(await played(70, 71, on(disk, { candles: late, ...vwap })))).toEqual(['restored opened', 'take-profit 70']);
  });

  it('the first tick says how long nobody can have looked; a run that begins has nothing to recover', async () => {
    const disk = new MemoryDisk();
    expect(recovered(await played(0, 2, on(disk, { strategy: every() })))).toEqual([null, null, null]);
    expect(recovered(await played(30, 32, on(disk, { strategy: every() })))).toEqual([28 * MINUTE_MS, null, null]);
    expect(recovered(await played(32, 33, on(disk, { strategy: every() })))).toEqual([0, null]);
  });

  it('after a deadline between two minutes that is never less than nothing', async () => {
    const disk = new MemoryDisk();
    const rules = { trigger: 'candle-range' as const, scheduleAwaitMs: 90_000 };
    expect(words(await played(0, 2, on(disk, { strategy: waits(), rules })))).toEqual(['scheduled 0', 'cancelled timeout 1.5']);
    await put(disk, KEY, { ...recordOn(disk), processedMs: minute(1) + 30_000 });
    expect(recovered(await played(1, 2, on(disk, { rules })))).toEqual([0, null]);
  });

  it('of days, a position is judged by all of them', async () => {
    const disk = new MemoryDisk();
    const limits = { minTakeProfitFrac: 0, minStopLossFrac: 0, maxStopLossFrac: 1, maxLifetimeMinutes: 0 };
    const long = (): Over => ({ candles: new ArraySource(candles(-10, 6000, { 100: [100, 111, 100, 100], 5000: [94, 94, 94, 94] })), rules: { trigger: 'candle-range', limits } });
    await played(0, 5, on(disk, { strategy: new Scripted({ 0: () => signal('long', { lifetimeMinutes: 10_000 }) }), ...long() }));
    expect(words(await played(5500, 5500, on(disk, long())))).toEqual(['restored opened', 'take-profit 100']);
  });

  it('gaps from before it are not told again', async () => {
    const disk = new MemoryDisk();
    const holes = (): ArraySource => new ArraySource(candles(-10, 300, { [-3]: null, 2: null, 8: null }));
    expect(words(await played(0, 5, on(disk, { strategy: every(), candles: holes() })))).toEqual(['gap -3--2', 'gap 2-3']);
    expect(words(await played(6, 10, on(disk, { strategy: every(), candles: holes() })))).toEqual(['gap 8-9']);
  });

  it('on a machine whose clock was set back, nothing happens before what was gone through already; that is told', async () => {
    const disk = new MemoryDisk();
    await played(0, 60, on(disk, { strategy: every() }));
    const clock = new FakeClock(minute(0));
    const strategy = every();
    const { told } = hear(run(clock, on(disk, { strategy })));
    await pass(clock, 62 * MINUTE_MS);
    expect([words(told), strategy.asks]).toEqual([['clock -60, ticks from 60'], [61, 62]]);
  });
});

describe('slots and signals that do not fit together', () => {
  const yes = { name: 'yes', judge: () => ({ allowed: true as const }) };
  const gated = (disk: MemoryDisk, over: Over = {}): Over => {
    const store = new MemoryStore(disk);
    return { store, ledger: new RiskLedger({ store, riskName: 'slots' }), risk: [yes], ...over };
  };
  const slots = (disk: MemoryDisk): string[] => Object.values((JSON.parse(disk.values.get('risk:slots')!.json!) as RiskRecord).positions).map(({ plan }) => plan.id);

  it('a slot without a signal is given back at the first tick', async () => {
    const disk = new MemoryDisk();
    await played(0, 2, gated(disk, { strategy: opens() }));
    const orphaned = recordOn(disk);
    await put(disk, KEY, { ...orphaned, state: { kind: 'idle', nextAskMs: minute(600) } });
    expect(slots(disk).length).toBe(1);
    await played(3, 3, gated(disk));
    expect(slots(disk)).toEqual([]);
  });

  it('a signal without a slot takes one at the first tick', async () => {
    const disk = new MemoryDisk();
    await played(0, 2, gated(disk, { strategy: opens() }));
    const [held] = slots(disk);
    await put(disk, 'risk:slots', null);
    await played(3, 3, gated(disk));
    expect(slots(disk)).toEqual([held]);
  });

  it('a slot of another signal of the run is exchanged for its own', async () => {
    const disk = new MemoryDisk();
    await played(0, 2, gated(disk, { strategy: opens() }));
    const [held] = slots(disk);
    const record = JSON.parse(disk.values.get('risk:slots')!.json!) as RiskRecord;
    const positions = Object.fromEntries(Object.entries(record.positions).map(([key, one]) => [key, { ...one, plan: { ...one.plan, id: 'stale' } }]));
    await put(disk, 'risk:slots', { ...record, positions });
    await played(3, 3, gated(disk));
    expect(slots(disk)).toEqual([held]);
  });

  it.each([
    ['another profile', (disk: MemoryDisk): Over => ({ ...gated(disk), ledger: new RiskLedger({ store: new MemoryStore(disk), riskName: 'others' }) })],
    ['no profile', (disk: MemoryDisk): Over => ({ store: new MemoryStore(disk) })],
  ])('a slot under a profile that the strategy has no more is given back: it has %s now', async (_what, over) => {
    const disk = new MemoryDisk();
    await played(0, 2, gated(disk, { strategy: opens() }));
    await played(0, 2, gated(disk, { symbol: 'ETH/USDT', strategy: opens() }));
    expect(slots(disk).length).toBe(2);
    await played(3, 3, over(disk));
    expect(slots(disk).length).toBe(1);
  });

  it('what runs of other strategies hold stays, and counts', async () => {
    const disk = new MemoryDisk();
    await played(0, 2, gated(disk, { strategy: opens() }));
    const seen: number[] = [];
    const counting = { name: 'counting', judge: ({ activePositions }: { activePositions: readonly unknown[] }) => (seen.push(activePositions.length), { allowed: true as const }) };
    await played(3, 3, { ...gated(disk, { symbol: 'ETH/USDT', strategy: new Scripted({ 3: () => signal() }) }), risk: [counting] });
    expect([seen, slots(disk).length]).toEqual([[1], 2]);
  });
});

describe('what cannot be gone on from is refused before anything is done:', () => {
  it.each([
    ['a record of a newer version', { format: 2 }, 'store/version'],
    ['a record that is none', { hello: 'world' }, 'restore/record'],
    ['a text', 'x', 'restore/record'],
  ])('%s', async (_what, value, code) => {
    const clock = new FakeClock(minute(0));
    const disk = new MemoryDisk(() => clock.nowMs());
    await put(disk, KEY, value);
    const strategy = every();
    const { told, ended } = hear(run(clock, on(disk, { strategy })));
    await expect(ended).rejects.toMatchObject({ code });
    expect([told, strategy.asks, disk.values.get(KEY), clock.pending]).toEqual([[], [], { version: 1, json: JSON.stringify(value) }, 0]);
    expect([...disk.leases.values()].map(({ holder }) => holder)).toEqual(['']);
  });

  it('slots of a newer version', async () => {
    const disk = new MemoryDisk();
    await put(disk, 'risk:slots', { format: 3 });
    const store = new MemoryStore(disk);
    await expect(played(0, 1, { store, ledger: new RiskLedger({ store, riskName: 'slots' }) })).rejects.toMatchObject({ code: 'store/version' });
  });
});

it('runs that differ in account, exchange, symbol or strategy never touch', async () => {
  const disk = new MemoryDisk();
  const others: Over[] = [{}, { account: 'second' }, { exchangeName: 'other' }, { symbol: 'ETH/USDT' }, { strategy: Object.assign(opens(), { name: 'opens' }) }];
  for (const over of others) await played(0, 2, on(disk, { strategy: opens(), ...over }));
  const keys = others.map(({ account = 'default', exchangeName = '', symbol = 'BTC/USDT', strategy }) => storeKeyOf({ account, exchangeName, symbol, strategyName: strategy?.name ?? 'scripted' }));
  expect([...disk.values.keys()].toSorted()).toEqual(keys.toSorted());
  for (const key of keys) expect((await journal(disk, key)).map(({ kind }) => kind)).toEqual(['opened']);
  expect(words(await played(3, 4, on(disk, { account: 'third' })))).toEqual([]);
});

it('a run’s lease and slot go by the name of the run', () => {
  expect(runKeyOf({ exchangeName: '', account: 'default', symbol: 'BTC/USDT', strategyName: 'scripted' })).toBe('live::default:BTC%2FUSDT:scripted');
});
