import { describe, expect, it } from 'vitest';
import { StoreError } from '../../error.ts';
import type { ActivePosition } from '../../ports/active-position.ts';
import type { RiskRule } from '../../ports/risk-rule.ts';
import { ArraySource } from '../../testing/array-source.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryDisk } from '../../testing/memory-store.ts';
import { candles, minute, Scripted, signal } from '../run.fixture.ts';
import { FickleStore, hear, journal, KEY, pass, played, run, settle, SharedStore, ticks, words } from './live.fixture.ts';
import { RiskLedger } from './risk-ledger.ts';
import type { RiskRecord } from './risk-record.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

const down = new StoreError('store/failed', 'no connection', { retryable: true });
const market = (): ArraySource => new ArraySource(candles(-10, 60, { 5: [100, 111, 100, 100] }));
const opens = (): Scripted => new Scripted({ 1: () => signal() });
const limit = (most: number): RiskRule => ({ name: 'limit', judge: ({ activePositions }) => (activePositions.length < most ? { allowed: true } : { allowed: false, reason: `${activePositions.map(({ symbol }: ActivePosition) => symbol).join(' ')} is open` }) });

describe('a store that does not answer', () => {
  it('stops all decisions until it does: the pause is told once, and its end with how long it was', async () => {
    const clock = new FakeClock(minute(0));
    const store = new FickleStore();
    const strategy = opens();
    const { told } = hear(run(clock, { store, strategy, candles: market() }));
    await pass(clock, 30 * SECOND_MS);
    store.onCommit = () => {
      throw down;
    };
    await pass(clock, 3 * MINUTE_MS);
    expect([words(told), ticks(told), strategy.asks]).toEqual([['paused store/failed'], [0], [0, 1]]);
    store.onCommit = () => undefined;
    await pass(clock, 10 * SECOND_MS);
    expect(words(told).length).toBe(3);
    expect(words(told)[1]).toMatch(/^resumed after 15\d{4} ms$/);
    expect([words(told)[2], ticks(told), told.at(-1)?.tick?.missed]).toEqual(['opened 1', [0, 1, 3], 1]);
  });

  it('loses nothing and doubles nothing', async () => {
    const disk = new MemoryDisk();
    const store = new FickleStore(disk);
    let commits = 0;
    store.onCommit = () => {
      if (++commits % 2 === 1) throw down;
    };
    store.onWritten = () => {
      if (commits % 3 === 0) throw new StoreError('store/uncertain', 'lost', { retryable: true });
    };
    const told = await played(0, 10, { store, strategy: opens(), candles: market() });
    expect(words(told).filter((word) => !/paused|resumed/.test(word))).toEqual(['opened 1', 'take-profit 5']);
    expect((await journal(disk)).map(({ kind }) => kind)).toEqual(['opened', 'closed']);
  });

  it('while rules want to see the slots is waited for as well', async () => {
    const disk = new MemoryDisk();
    const store = new FickleStore(disk);
    const ledger = new RiskLedger({ store, riskName: 'slots' });
    let loads = 0;
    store.onLoad = () => {
      if (++loads === 3) throw down;
    };
    const told = await played(0, 10, { store, ledger, risk: [limit(1)], strategy: opens(), candles: market() });
    expect(words(told)).toEqual(['paused store/failed', 'resumed after 0 ms', 'opened 1', 'take-profit 5']);
  });

  it('for longer than a lease lasts makes the run wait for it even where nothing is to be written', async () => {
    const clock = new FakeClock(minute(0));
    const disk = new MemoryDisk(() => clock.nowMs());
    const store = new FickleStore(disk);
    const { renew } = store.leases;
    let isDown = false;
    Object.assign(store.leases, { renew: (...asked: Parameters<typeof renew>) => (isDown ? Promise.reject(down) : renew(...asked)) });
    const { told } = hear(run(clock, { store, strategy: opens(), candles: market() }));
    await pass(clock, 2 * MINUTE_MS + 30 * SECOND_MS);
    isDown = true;
    await pass(clock, 2 * MINUTE_MS);
    expect([words(told), ticks(told)]).toEqual([['opened 1', 'paused store/failed'], [0, 1, 2]]);
    isDown = false;
    await pass(clock, 10 * SECOND_MS);
    expect([words(told).length, ticks(told), told.at(-1)?.tick?.missed]).toEqual([3, [0, 1, 2, 4], 1]);
  });
});

describe('a store that fails for good', () => {
  it('ends the run with its error; nothing is told that is not durable', async () => {
    const store = new FickleStore();
    store.onCommit = ({ events }) => {
      if (events.length > 0) throw new StoreError('store/full', 'the disk is full');
    };
    const clock = new FakeClock(minute(0));
    const { told, ended } = hear(run(clock, { store, strategy: opens() }));
    ended.catch(() => undefined);
    await pass(clock, MINUTE_MS);
    await expect(ended).rejects.toMatchObject({ code: 'store/full' });
    expect([words(told), clock.pending]).toEqual([[], 0]);
  });

  it('because somebody else has written this run ends it, too', async () => {
    const disk = new MemoryDisk();
    const store = new FickleStore(disk);
    const clock = new FakeClock(minute(0));
    const { ended } = hear(run(clock, { store, strategy: opens() }));
    await settle();
    await new SharedStore(disk).commit({ writes: [{ key: KEY, expected: 1, value: {} }], events: [] });
    await pass(clock, MINUTE_MS);
    await expect(ended).rejects.toMatchObject({ code: 'store/conflict', key: KEY });
  });
});

describe('nothing is told', () => {
  it('before it is durable', async () => {
    const disk = new MemoryDisk();
    const partials = { profitFracs: [0.1, 0.2], lossFracs: [0.4] };
    let durable = 0;
    const counted: number[] = [];
    await played(0, 40, { store: new FickleStore(disk), rules: { partials }, strategy: new Scripted({ 1: () => signal(), 20: () => signal('short', { entryPrice: 103 }), 21: () => signal() }), candles: new ArraySource(candles(-10, 60, { 3: [100, 104, 97, 97], 5: [100, 111, 100, 100], 30: [100, 107, 100, 100] })) }, ({ event }) => {
      if (!['scheduled', 'opened', 'partial', 'closed', 'cancelled', 'refused'].includes(event.kind)) return;
      durable++;
      counted.push(disk.events.length - durable);
    });
    expect([durable > 4, counted.every((ahead) => ahead >= 0)]).toEqual([true, true]);
  });

  it('and nothing is written, at ticks at which nothing happens', async () => {
    const store = new FickleStore();
    const told = await played(0, 4, { store, strategy: opens() });
    const atEntry = store.commits;
    expect([words(told), ticks(told).length]).toEqual([['opened 1'], 5]);
    // The first ask, the order and its fill; then three quiet ticks.
    expect(atEntry).toBe(3);
  });
});

describe('the last slot', () => {
  it('that another process takes while it is being written is judged again, and refused', async () => {
    const disk = new MemoryDisk();
    const store = new FickleStore(disk);
    const ledger = new RiskLedger({ store, riskName: 'slots' });
    const other = new SharedStore(disk);
    store.onCommit = async ({ writes }) => {
      if (!writes.some(({ key }) => key === 'risk:slots')) return;
      store.onCommit = () => undefined;
      await played(1, 1, { symbol: 'ETH/USDT', store: other, ledger: new RiskLedger({ store: other, riskName: 'slots' }), risk: [limit(1)], strategy: opens() });
    };
    const told = await played(0, 3, { store, ledger, risk: [limit(1)], strategy: opens() });
    expect(words(told)).toEqual(['refused 1']);
    expect(told.find(({ event }) => event.kind === 'refused')?.event).toMatchObject({ refusal: { by: 'risk', reason: 'ETH/USDT is open' } });
    const { positions } = JSON.parse(disk.values.get('risk:slots')!.json!) as RiskRecord;
    expect(Object.values(positions).map(({ symbol }) => symbol)).toEqual(['ETH/USDT']);
  });

  it('that nobody wants any more is taken after all when the slots have changed', async () => {
    const disk = new MemoryDisk();
    const store = new FickleStore(disk);
    const ledger = new RiskLedger({ store, riskName: 'slots' });
    let changes = 0;
    store.onCommit = async ({ writes }) => {
      if (++changes > 5 || !writes.some(({ key }) => key === 'risk:slots')) return;
      const { version } = disk.values.get('risk:slots') ?? { version: 0 };
      await new SharedStore(disk).commit({ writes: [{ key: 'risk:slots', expected: version, value: { format: 1, riskName: 'slots', positions: {} } }], events: [] });
    };
    const told = await played(0, 3, { store, ledger, risk: [limit(1)], strategy: opens() });
    expect([words(told), changes > 5, (await journal(disk)).map(({ kind }) => kind)]).toEqual([['opened 1'], true, ['opened']]);
  });

  it('of two runs of one process goes to the first', async () => {
    const store = new SharedStore(new MemoryDisk());
    const ledger = new RiskLedger({ store, riskName: 'slots' });
    const clock = new FakeClock(minute(0));
    const over = { store, ledger, risk: [limit(1)] };
    const runs = ['BTC/USDT', 'ETH/USDT', 'XRP/USDT'].map((symbol) => hear(run(clock, { ...over, symbol, strategy: opens(), candles: market() })));
    await pass(clock, 8 * MINUTE_MS);
    expect(runs.map(({ told }) => words(told))).toEqual([['opened 1', 'take-profit 5'], ['refused 1'], ['refused 1']]);
    expect(ledger.book.positions).toEqual([]);
  });
});
