import { describe, expect, it } from 'vitest';
import { StoreError } from '../../error.ts';
import type { Broker } from '../../ports/broker.ts';
import type { Leases } from '../../ports/state-store.ts';
import { ArraySource } from '../../testing/array-source.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryDisk, MemoryStore } from '../../testing/memory-store.ts';
import { candles, minute, Scripted, signal } from '../run.fixture.ts';
import { allWords, CountedCancel, Exchange, FickleStore, hear, NEVER, pass, played, run, settle, ticks, words, type Over } from './live.fixture.ts';
import { RiskLedger } from './risk-ledger.ts';

const MINUTE_MS = 60_000;

const down = new StoreError('store/failed', 'down', { retryable: true });

interface Scene {
  readonly clock: FakeClock;
  readonly disk: MemoryDisk;
  readonly store: FickleStore;
}

const deafBroker: Broker = { name: 'deaf', can: { placeOnce: true }, place: () => NEVER, find: () => NEVER, close: async () => {} };

/** What is going on when a run is cancelled, and how long it takes to get there. */
const MOMENTS: [what: string, over: (scene: Scene) => Over, afterMs?: number][] = [
  ['it rests', () => ({})],
  ['an entry waits', () => ({ strategy: new Scripted({ 0: () => signal('long', { entryPrice: 98 }) }) })],
  ['a position is open', () => ({ strategy: new Scripted({ 0: () => signal() }) })],
  ['a strategy does not answer', () => ({ strategy: new Scripted({ 1: () => NEVER }) })],
  ['rules do not answer', ({ store }) => ({ strategy: new Scripted({ 1: () => signal() }), risk: [{ name: 'deaf', judge: () => NEVER }], ledger: new RiskLedger({ store, riskName: 'slots' }) })],
  ['a sizer does not answer', () => ({ strategy: new Scripted({ 1: () => signal() }), sizer: { name: 'deaf', size: () => NEVER } })],
  ['an exchange does not answer', ({ clock }) => {
    const exchange = new Exchange(clock, candles(-10, 20));
    exchange.trouble = NEVER;
    return { candles: exchange };
  }],
  ['a candle is late', ({ clock }) => ({ candles: new Exchange(clock, candles(-10, 20), { 0: 40_000 }) }), MINUTE_MS + 2000],
  ['a broker does not answer to an entry', () => ({ strategy: new Scripted({ 1: () => signal() }), broker: deafBroker })],
  ['a broker keeps failing', () => ({ strategy: new Scripted({ 1: () => signal() }), broker: { ...deafBroker, place: () => { throw new Error('down'); } } })],
  ['the store does not take what happened', ({ store }) => {
    store.onCommit = () => {
      throw down;
    };
    return { strategy: new Scripted({ 0: () => signal() }) };
  }],
  ['the store cannot be read', ({ store }) => {
    store.onLoad = () => {
      throw down;
    };
    return {};
  }],
  ['the store does not answer when it is read', ({ store }) => {
    store.onLoad = () => NEVER;
    return {};
  }],
  ['slots cannot be read', ({ store }) => {
    let loads = 0;
    store.onLoad = () => {
      if (++loads > 2) throw down;
    };
    return { strategy: new Scripted({ 1: () => signal() }), risk: [{ name: 'yes', judge: () => ({ allowed: true }) }], ledger: new RiskLedger({ store, riskName: 'slots' }) };
  }],
  ['somebody else trades', ({ disk }) => {
    disk.leases.set('live::default:BTC%2FUSDT:scripted', { holder: 'other', token: 1, untilMs: Infinity });
    return {};
  }],
  ['a lease cannot be asked for', ({ store }) => {
    Object.assign(store.leases, { acquire: () => Promise.reject(down) } satisfies Partial<Leases>);
    return {};
  }],
  ['a lease is asked for, and there is no answer', ({ store }) => {
    Object.assign(store.leases, { acquire: () => NEVER } satisfies Partial<Leases>);
    return {};
  }],
];

describe('a run that is cancelled ends at once, leaves everything as it is stored, and nothing behind, while', () => {
  it.each(MOMENTS)('%s', async (_what, over, afterMs = MINUTE_MS + 10_000) => {
    const clock = new FakeClock(minute(0));
    const disk = new MemoryDisk(() => clock.nowMs());
    const store = new FickleStore(disk);
    const cancel = new CountedCancel();
    const given = run(clock, { store, cancel, ...over({ clock, disk, store }) });
    const { over: isOver, told } = hear(given);
    await pass(clock, afterMs);
    expect(isOver()).toBe(false);
    const before = [...disk.values];
    const toldBefore = told.length;
    cancel.abort();
    await settle();
    expect([isOver(), given.cancelled, [...disk.values], told.length, cancel.listeners.size, clock.pending]).toEqual([true, true, before, toldBefore, 0, 0]);
    await pass(clock, 5 * MINUTE_MS);
    expect([...disk.values]).toEqual(before);
  });
});

describe('a run that is cancelled', () => {
  it('before its beginning does nothing at all', async () => {
    const disk = new MemoryDisk();
    const cancel = new CountedCancel();
    cancel.abort();
    const strategy = new Scripted();
    const { told, ended } = hear(run(new FakeClock(minute(0)), { store: new MemoryStore(disk), strategy, cancel }));
    await ended;
    expect([told, strategy.asks, disk.values.size, disk.leases.size]).toEqual([[], [], 0, 0]);
  });

  it('while a commit is on its way waits for it, and tells what has become durable', async () => {
    const clock = new FakeClock(minute(0));
    const store = new FickleStore();
    let goOn: () => void = () => undefined;
    store.onWritten = ({ events }) => (events.length === 0 ? undefined : new Promise<void>((resolve) => (goOn = resolve)));
    const cancel = new CountedCancel();
    const { told, over } = hear(run(clock, { store, cancel, strategy: new Scripted({ 0: () => signal('long', { entryPrice: 98 }) }) }));
    await settle();
    cancel.abort();
    await settle();
    expect([over(), words(told)]).toEqual([false, []]);
    goOn();
    await settle();
    expect([over(), words(told)]).toEqual([true, ['scheduled 0']]);
  });

  it('hears of all that is durable already, and of nothing more', async () => {
    const cancel = new CountedCancel();
    const market = new ArraySource(candles(-10, 40, { 1: [100, 109, 100, 109] }));
    const rules = { trigger: 'candle-range' as const, partials: { profitFracs: [0.1, 0.2, 0.3, 0.4], lossFracs: [] } };
    const told = await played(0, 5, { cancel, candles: market, rules, series: { vwap: { count: 1, intervalMs: MINUTE_MS } }, strategy: new Scripted({ 0: () => signal() }) }, ({ event }) => {
      if (event.kind === 'partial') cancel.abort();
    });
    expect([words(told), ticks(told)]).toEqual([['opened 0', 'partial 1', 'partial 1', 'partial 1', 'partial 1'], [0, 1]]);
  });

  it('gives its lease back, so that another one trades at once', async () => {
    const clock = new FakeClock(minute(0));
    const disk = new MemoryDisk(() => clock.nowMs());
    const cancel = new CountedCancel();
    const first = hear(run(clock, { store: new MemoryStore(disk), holder: 'first', cancel }));
    await settle();
    cancel.abort();
    await first.ended;
    const second = hear(run(clock, { store: new MemoryStore(disk), holder: 'second' }));
    await settle();
    expect([words(second.told), ticks(second.told)]).toEqual([[], [0]]);
  });

  it('while its lease is being asked for gives it back when it is granted after all', async () => {
    const clock = new FakeClock(minute(0));
    const disk = new MemoryDisk(() => clock.nowMs());
    const store = new MemoryStore(disk);
    const { acquire } = store.leases;
    let grant: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (grant = resolve));
    Object.assign(store.leases, { acquire: async (...asked: Parameters<Leases['acquire']>) => gate.then(() => acquire(...asked)) });
    const cancel = new CountedCancel();
    const { ended } = hear(run(clock, { store, cancel }));
    await settle();
    cancel.abort();
    await ended;
    grant();
    await settle();
    expect([[...disk.leases.values()].map(({ holder }) => holder), clock.pending]).toEqual([[''], 0]);
  });

  it('while somebody listens to an event ends when they ask for the next', async () => {
    const cancel = new CountedCancel();
    const told = await played(0, 5, { cancel }, ({ event }) => {
      if (event.kind === 'ticked' && event.atMs === minute(1)) cancel.abort();
    });
    expect(ticks(told)).toEqual([0, 1]);
  });
});

describe('a run that is left', () => {
  it('by break leaves what lives stored and gives everything back', async () => {
    const clock = new FakeClock(minute(0));
    const disk = new MemoryDisk(() => clock.nowMs());
    const cancel = new CountedCancel();
    const given = run(clock, { store: new MemoryStore(disk), cancel, strategy: new Scripted({ 0: () => signal() }) });
    for await (const { event } of given) if (event.kind === 'opened') break;
    expect([given.cancelled, clock.pending, cancel.listeners.size, [...disk.leases.values()].map(({ holder }) => holder)]).toEqual([false, 0, 0, ['']]);
    expect(words(await played(0, 1, { store: new MemoryStore(disk) }))).toEqual(['restored opened']);
    expect(await given.next()).toEqual({ value: undefined, done: true });
  });

  it('while it rests ends the rest', async () => {
    const clock = new FakeClock(minute(0));
    const given = run(clock);
    const { over, told } = hear(given);
    await settle();
    expect(await given.return()).toEqual({ value: undefined, done: true });
    await settle();
    expect([over(), allWords(told), clock.pending, given.cancelled]).toEqual([true, ['ticked idle 0'], 0, false]);
  });

  it('while a strategy never answers ends all the same', async () => {
    const clock = new FakeClock(minute(0));
    const given = run(clock, { strategy: new Scripted({ 0: () => NEVER }) });
    const { over } = hear(given);
    await settle();
    await given.return();
    await settle();
    expect([over(), clock.pending]).toEqual([true, 0]);
  });

  it('by throw hands the error back, once everything is given back', async () => {
    const clock = new FakeClock(minute(0));
    const given = run(clock);
    await given.next();
    await expect(given.throw(new Error('enough'))).rejects.toThrow('enough');
    expect([clock.pending, await given.next()]).toEqual([0, { value: undefined, done: true }]);
  });

  it('before its beginning never begins', async () => {
    const strategy = new Scripted();
    const given = run(new FakeClock(minute(0)), { strategy });
    await given.return();
    expect([await given.next(), strategy.asks]).toEqual([{ value: undefined, done: true }, []]);
  });

  it('ends what was asked for before, too, and answers every call', async () => {
    const given = run(new FakeClock(minute(0)), { wants: ['idle'] });
    const calls = [given.next(), given.next(), given.return(), given.next()];
    const kinds = (await Promise.all(calls)).map(({ value, done }) => (done === true ? 'done' : value.event.kind));
    expect(kinds).toEqual(['done', 'done', 'done', 'done']);
  });
});
