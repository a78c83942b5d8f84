import { describe, expect, it } from 'vitest';
import { StoreError } from '../../error.ts';
import type { Broker, Placement } from '../../ports/broker.ts';
import type { Answer } from '../../ports/strategy.ts';
import { ArraySource } from '../../testing/array-source.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryDisk, MemoryStore } from '../../testing/memory-store.ts';
import { PaperBroker } from '../paper-broker.ts';
import { candles, minute, Scripted, signal } from '../run.fixture.ts';
import type { LiveEvent } from './event.ts';
import { FickleStore, hear, journal, KEY, NO_COSTS, pass, played, run, settle, ticks, words } from './live.fixture.ts';
import { RiskLedger } from './risk-ledger.ts';
import type { RiskRecord } from './risk-record.ts';

const MINUTE_MS = 60_000;

const always = (): Scripted => new Scripted(Object.fromEntries(Array.from({ length: 100 }, (_, n) => [n, () => signal()])));
const waits = (): Scripted => new Scripted({ 1: () => signal('long', { entryPrice: 98 }) });

/** Stops at the first event of a kind. */
const stopAt = (kind: LiveEvent['kind']) => ({ event }: { event: LiveEvent }, given: { stop(): void }): void => {
  if (event.kind === kind) given.stop();
};

describe('a stopped run', () => {
  it('ends at once while nothing lives: it does not wait for the next minute', async () => {
    const clock = new FakeClock(minute(0));
    const given = run(clock);
    const { told, over } = hear(given);
    await pass(clock, 90_000);
    given.stop();
    await settle();
    expect([over(), ticks(told), clock.pending]).toEqual([true, [0, 1], 0]);
  });

  it('before its beginning asks for nothing and ends', async () => {
    const strategy = always();
    const told = [];
    const given = run(new FakeClock(minute(0)), { strategy });
    given.stop();
    for await (const one of given) told.push(one);
    expect([told, strategy.asks]).toEqual([[], []]);
  });

  it('lets an open position live to its end, asks for no other, and ends with it', async () => {
    const strategy = always();
    const market = new ArraySource(candles(-10, 40, { 5: [100, 111, 100, 100] }));
    const told = await played(0, 30, { strategy, candles: market }, stopAt('opened'));
    expect([words(told), strategy.asks, ticks(told)]).toEqual([['opened 0', 'take-profit 5'], [0], [0, 1, 2, 3, 4, 5, 6]]);
  });

  it('gives up a waiting entry at once, with its price, and ends', async () => {
    const clock = new FakeClock(minute(0));
    const disk = new MemoryDisk();
    const given = run(clock, { strategy: waits(), store: new MemoryStore(disk) });
    const { told, over } = hear(given);
    await pass(clock, 2 * MINUTE_MS + 10_000);
    given.stop();
    await settle();
    expect([over(), words(told)]).toEqual([true, ['scheduled 1', 'cancelled stopped 2']]);
    expect(told.at(-1)).toMatchObject({ event: { price: 100, truncated: false }, tick: null });
    expect((await journal(disk)).map(({ kind }) => kind)).toEqual(['scheduled', 'cancelled']);
  });

  it('gives it up in the middle of a tick, too: no later candle of that tick can open it', async () => {
    const store = new MemoryStore();
    await played(0, 1, { store, strategy: waits() });
    // Three hours later the market has been at 98 an hour ago.
    const market = new ArraySource(candles(-10, 300, { 100: [100, 100, 97, 97] }));
    const told = await played(180, 190, { store, candles: market, strategy: new Scripted(), wants: ['active'] }, stopAt('waiting'));
    expect(words(told)).toEqual(['restored scheduled', 'cancelled stopped 180']);
  });

  it('as soon as it hears of the waiting entry gives it up within that tick', async () => {
    const told = await played(0, 5, { strategy: waits() }, stopAt('scheduled'));
    expect([words(told), ticks(told)]).toEqual([['scheduled 1', 'cancelled stopped 1'], [0, 1]]);
  });

  it('before its beginning gives up an entry that has been waiting since a restart', async () => {
    const store = new MemoryStore();
    await played(0, 1, { store, strategy: waits() });
    const given = run(new FakeClock(minute(2)), { store });
    given.stop();
    const { told, ended } = hear(given);
    await ended;
    expect(words(told)).toEqual(['restored scheduled', 'cancelled stopped 2']);
  });

  it('does not want a signal that was still being thought about', async () => {
    const clock = new FakeClock(minute(0));
    let answer: (given: Answer) => void = () => undefined;
    const given = run(clock, { strategy: new Scripted({ 1: () => new Promise<Answer>((resolve) => (answer = resolve)) }) });
    const { told, over } = hear(given);
    await pass(clock, MINUTE_MS);
    given.stop();
    answer(signal());
    await settle();
    expect([over(), words(told)]).toEqual([true, []]);
  });

  it('waits for the order of an entry that is under way; what is filled lives to its end', async () => {
    const clock = new FakeClock(minute(0));
    const paper = new PaperBroker(NO_COSTS);
    let down = true;
    const broker: Broker = { ...paper, name: 'moody', can: { placeOnce: true }, find: () => null, close: async () => {}, place: (order) => { if (down) throw new Error('down'); return paper.place(order); } };
    const given = run(clock, { strategy: always(), broker, candles: new ArraySource(candles(-10, 40, { 5: [100, 111, 100, 100] })) });
    const { told, over } = hear(given);
    await settle();
    given.stop();
    await pass(clock, MINUTE_MS);
    expect([over(), words(told)]).toEqual([false, ['failed broker/failed 0', 'failed broker/failed 1']]);
    down = false;
    await pass(clock, 6 * MINUTE_MS);
    expect([over(), words(told).slice(2)]).toEqual([true, ['opened 0', 'take-profit 5']]);
  });

  it('ends when the order of an entry that is under way is turned down', async () => {
    const clock = new FakeClock(minute(0));
    let turnDown: () => void = () => undefined;
    const place: Broker['place'] = ({ id }) => new Promise<Placement>((resolve) => (turnDown = () => resolve({ kind: 'rejected', orderId: id, reason: 'no money' })));
    const broker: Broker = { name: 'slow', can: { placeOnce: true }, find: () => null, close: async () => {}, place };
    const given = run(clock, { strategy: always(), broker });
    const { told, over } = hear(given);
    await settle();
    given.stop();
    turnDown();
    await settle();
    expect([over(), words(told)]).toEqual([true, ['cancelled rejected 0']]);
  });

  it('gives its slot back with the entry that it gives up', async () => {
    const disk = new MemoryDisk();
    const store = new MemoryStore(disk);
    const ledger = new RiskLedger({ store, riskName: 'slots' });
    const yes = { name: 'yes', judge: () => ({ allowed: true as const }) };
    await played(0, 20, { store, ledger, risk: [yes], strategy: always(), candles: new ArraySource(candles(-10, 40, { 5: [100, 111, 100, 100] })) }, stopAt('opened'));
    expect((JSON.parse(disk.values.get('risk:slots')!.json!) as RiskRecord).positions).toEqual({});
  });

  it('whose store does not answer tells so, and ends when it does', async () => {
    const clock = new FakeClock(minute(0));
    const store = new FickleStore();
    const given = run(clock, { strategy: waits(), store });
    const { told, over } = hear(given);
    await pass(clock, MINUTE_MS);
    store.onCommit = () => {
      throw new StoreError('store/failed', 'down', { retryable: true });
    };
    given.stop();
    await settle();
    expect([over(), words(told)]).toEqual([false, ['scheduled 1', 'paused store/failed']]);
    store.onCommit = () => undefined;
    await pass(clock, 1000);
    expect([over(), words(told)]).toEqual([true, ['scheduled 1', 'paused store/failed', 'resumed after 100 ms', 'cancelled stopped 1']]);
  });

  it('that is told just when its store has answered again does not sleep through it', async () => {
    const clock = new FakeClock(minute(0));
    const store = new FickleStore();
    const given = run(clock, { store, strategy: waits() });
    const { told, over } = hear(given, ({ event }) => {
      if (event.kind === 'ticked' && event.atMs === minute(1)) given.stop();
    });
    await pass(clock, MINUTE_MS);
    expect([over(), words(told)]).toEqual([true, ['scheduled 1', 'cancelled stopped 1']]);
  });

  it('may be stopped twice', async () => {
    const told = await played(0, 5, { strategy: waits() }, ({ event }, given) => {
      if (event.kind === 'scheduled' || event.kind === 'cancelled') given.stop();
    });
    expect(words(told)).toEqual(['scheduled 1', 'cancelled stopped 1']);
  });

  it('that stands by leaves at once', async () => {
    const clock = new FakeClock(minute(0));
    const disk = new MemoryDisk(() => clock.nowMs());
    hear(run(clock, { store: new MemoryStore(disk), holder: 'first' }));
    const second = run(clock, { store: new MemoryStore(disk), holder: 'second' });
    const { told, over } = hear(second);
    await settle();
    expect([words(told), over()]).toEqual([['standby'], false]);
    second.stop();
    await settle();
    expect(over()).toBe(true);
  });

  it('can be begun again: what it had is over, and it asks when its interval allows', async () => {
    const store = new MemoryStore();
    await played(0, 5, { store, strategy: waits() }, stopAt('scheduled'));
    const strategy = new Scripted({ 2: () => signal() });
    expect(words(await played(2, 3, { store, strategy }))).toEqual(['opened 2']);
    expect((await store.load([KEY])).get(KEY)).toMatchObject({ value: { state: { kind: 'opened' } } });
  });
});
