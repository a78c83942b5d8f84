import { describe, expect, it } from 'vitest';
import type { Broker, OrderRequest, Placement } from '../../ports/broker.ts';
import { ArraySource } from '../../testing/array-source.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryDisk, MemoryStore } from '../../testing/memory-store.ts';
import { paperFill } from '../paper-fill.ts';
import { candles, minute, Scripted, signal } from '../run.fixture.ts';
import { FickleStore, hear, journal, NEVER, NO_COSTS, pass, played, run, settle, ticks, words } from './live.fixture.ts';
import { RiskLedger } from './risk-ledger.ts';

const MINUTE_MS = 60_000;

type Answer = (order: OrderRequest, placed: number) => Placement | Promise<Placement>;

/** A broker that answers as it is told, and writes down what it is asked. */
class Bank implements Broker {
  readonly name = 'bank';
  readonly can: Broker['can'];
  readonly log: string[] = [];
  readonly orders: OrderRequest[] = [];
  readonly known: Map<string, Placement> = new Map();
  answer: Answer;

  constructor(answer: Answer = filled, placeOnce = true) {
    this.can = { placeOnce };
    this.answer = answer;
  }

  async place(order: OrderRequest): Promise<Placement> {
    this.log.push(`${order.leg} ${order.id}`);
    this.orders.push(order);
    const before = this.can.placeOnce ? this.known.get(order.id) : undefined;
    const placement = before ?? (await this.answer(order, this.orders.length));
    this.known.set(order.id, placement);
    return placement;
  }

  find(orderId: string): Placement | null {
    this.log.push(`find ${orderId}`);
    return this.known.get(orderId) ?? null;
  }

  async close(): Promise<void> {}
}

function filled(order: OrderRequest): Placement {
  return { kind: 'filled', fill: paperFill(order, NO_COSTS) };
}

const rejected = ({ id }: OrderRequest): Placement => ({ kind: 'rejected', orderId: id, reason: 'no money' });

const once = (): Scripted => new Scripted({ 0: () => signal() });
const market = (): ArraySource => new ArraySource(candles(-10, 40, { 2: [100, 111, 100, 100], 4: [100, 111, 100, 100] }));

describe('a broker that fails', () => {
  it('is asked again at the next tick, under the same id; what it fills then opened when it was wanted', async () => {
    const bank = new Bank((order, placed) => {
      if (placed < 3) throw new Error('maintenance');
      return filled(order);
    });
    const told = await played(0, 3, { broker: bank, strategy: once(), candles: market() });
    expect(words(told)).toEqual(['failed broker/failed 0', 'failed broker/failed 1', 'opened 0', 'take-profit 2']);
    expect(bank.log).toEqual(['entry run:3', 'entry run:3', 'entry run:3', 'exit run:5']);
    expect(told.find(({ event }) => event.kind === 'opened')?.tick?.whenMs).toBe(minute(2));
  });

  it('at an exit keeps the position until it answers', async () => {
    const bank = new Bank((order, placed) => {
      if (placed === 2) throw new Error('maintenance');
      return filled(order);
    });
    const told = await played(0, 5, { broker: bank, strategy: once(), candles: market() });
    expect([words(told), bank.log]).toEqual([['opened 0', 'failed broker/failed 3', 'take-profit 2'], ['entry run:3', 'exit run:5', 'exit run:5']]);
  });

  it('is told with its name, the order and the reason', async () => {
    const told = await played(0, 0, { broker: new Bank(() => Promise.reject(new Error('maintenance'))), strategy: once() });
    expect(told.find(({ event }) => event.kind === 'failed')?.event).toMatchObject({ error: { message: 'bank could not execute order run:3: maintenance' } });
  });

  it('by never answering holds up its own run only until that is cancelled; then the order is sent again', async () => {
    const clock = new FakeClock(minute(0));
    const disk = new MemoryDisk();
    const cancel = new AbortController();
    const deaf = new Bank(() => NEVER);
    const first = hear(run(clock, { broker: deaf, store: new MemoryStore(disk), strategy: once(), cancel: cancel.signal }));
    await pass(clock, 5 * MINUTE_MS);
    expect(ticks(first.told)).toEqual([]);
    cancel.abort();
    await first.ended;
    const bank = new Bank();
    const told = await played(5, 6, { broker: bank, store: new MemoryStore(disk) });
    expect([words(told), bank.orders]).toEqual([['restored scheduled', 'opened 0'], deaf.orders]);
  });
});

describe('an order that is turned down', () => {
  it('at the entry ends the signal and gives its slot back', async () => {
    const disk = new MemoryDisk();
    const store = new MemoryStore(disk);
    const ledger = new RiskLedger({ store, riskName: 'slots' });
    const told = await played(0, 2, { broker: new Bank(rejected), strategy: once(), store, ledger, risk: [{ name: 'yes', judge: () => ({ allowed: true }) }] });
    expect([words(told), ledger.heldBy('live::default:BTC%2FUSDT:scripted'), (await journal(disk)).map(({ kind }) => kind)]).toEqual([['cancelled rejected 0'], null, ['cancelled']]);
  });

  it('at an exit keeps the position and is told; the exit is decided anew at the next tick, as another order', async () => {
    const bank = new Bank((order, placed) => (placed === 2 ? rejected(order) : filled(order)));
    const told = await played(0, 6, { broker: bank, strategy: once(), candles: market() });
    expect([words(told), bank.log]).toEqual([['opened 0', 'failed broker/rejected 3', 'take-profit 2'], ['entry run:3', 'exit run:5', 'exit run:6']]);
    expect(told.find(({ event }) => event.kind === 'failed')?.event).toMatchObject({ error: { message: 'bank turned down exit order run:5: no money. It is decided anew at the next tick.' } });
    expect(told.find(({ event }) => event.kind === 'closed')?.tick?.whenMs).toBe(minute(4));
  });

  it('at every exit is asked once a tick, whatever wants the position closed', async () => {
    for (const trigger of ['candle-range', 'vwap'] as const) {
      const bank = new Bank((order) => (order.leg === 'exit' ? rejected(order) : filled(order)));
      const told = await played(0, 6, { broker: bank, strategy: new Scripted({ 0: () => signal('long', { lifetimeMinutes: 3 }) }), rules: { trigger } });
      expect(words(told)).toEqual(['opened 0', 'failed broker/rejected 3', 'failed broker/rejected 4', 'failed broker/rejected 5', 'failed broker/rejected 6']);
      expect(bank.log).toEqual(['entry run:3', 'exit run:5', 'exit run:6', 'exit run:7', 'exit run:8']);
    }
  });

  it('at an exit just before a crash is turned down again after it, and decided anew', async () => {
    const disk = new MemoryDisk();
    const bank = new Bank((order, placed) => (placed === 2 ? rejected(order) : filled(order)));
    await played(0, 3, { broker: bank, strategy: once(), candles: market(), store: new MemoryStore(disk) });
    expect(words(await played(3, 6, { broker: bank, candles: market(), store: new MemoryStore(disk) }))).toEqual(['restored active', 'failed broker/rejected 3', 'take-profit 2']);
    expect([bank.log, (await journal(disk)).map(({ kind }) => kind)]).toEqual([['entry run:3', 'exit run:5', 'exit run:5', 'exit run:6'], ['opened', 'closed']]);
  });
});

describe('after a crash', () => {
  /** Trades until a commit, which is or is not written; then nobody hears of that process any more. */
  async function crashedAt(commit: number, written: boolean, disk: MemoryDisk, bank: Bank): Promise<void> {
    const store = new FickleStore(disk);
    let killed: () => void = () => undefined;
    const dead = new Promise<void>((resolve) => (killed = resolve));
    const die = (): unknown => {
      if (store.commits < commit - (written ? 0 : 1)) return undefined;
      killed();
      return NEVER;
    };
    if (written) store.onWritten = die;
    else store.onCommit = die;
    void played(0, 20, { store, broker: bank, strategy: once(), candles: market() });
    await dead;
  }

  it('an order goes out under the id it had before, whether it had been sent or not', async () => {
    const plain = new Bank();
    await played(0, 20, { broker: plain, strategy: once(), candles: market() });
    for (let commit = 1; commit <= 4; commit++) {
      for (const written of [false, true]) {
        const [disk, bank] = [new MemoryDisk(), new Bank()];
        await crashedAt(commit, written, disk, bank);
        await played(0, 20, { store: new MemoryStore(disk), broker: bank, strategy: once(), candles: market() });
        expect([...new Set(bank.orders.map((order) => JSON.stringify(order)))]).toEqual(plain.orders.map((order) => JSON.stringify(order)));
        expect((await journal(disk)).map(({ kind }) => kind)).toEqual(['opened', 'closed']);
      }
    }
  });

  it('a broker that may place an id twice is asked first: no order is executed twice', async () => {
    for (let commit = 1; commit <= 4; commit++) {
      for (const written of [false, true]) {
        const [disk, bank] = [new MemoryDisk(), new Bank(filled, false)];
        await crashedAt(commit, written, disk, bank);
        await played(0, 20, { store: new MemoryStore(disk), broker: bank, strategy: once(), candles: market() });
        const executed = bank.orders.map(({ id }) => id);
        expect([commit, written, executed]).toEqual([commit, written, [...new Set(executed)]]);
        expect((await journal(disk)).map(({ kind }) => kind)).toEqual(['opened', 'closed']);
      }
    }
  });
});

it('a fill that comes later than the signal opens the position then: the candle under way says nothing about it', async () => {
  const bank = new Bank((order) => ({ kind: 'filled', fill: { ...paperFill(order, NO_COSTS), atMs: order.atMs + 7000 } }));
  const told = await played(0, 5, { broker: bank, strategy: once(), candles: new ArraySource(candles(-10, 40, { 0: [100, 120, 100, 100], 2: [100, 111, 100, 100] })) });
  const closed = told.find(({ event }) => event.kind === 'closed')?.event;
  expect(closed).toMatchObject({ trade: { openedAtMs: minute(0) + 7000, closedAtMs: minute(2) } });
});

it('an order of which the answer comes late holds up the tick, and no other is sent meanwhile', async () => {
  const clock = new FakeClock(minute(0));
  let answer: () => void = () => undefined;
  const bank = new Bank((order) => (order.leg === 'exit' ? filled(order) : new Promise<Placement>((resolve) => (answer = () => resolve(filled(order))))));
  const { told } = hear(run(clock, { broker: bank, strategy: once(), candles: market() }));
  await pass(clock, 5 * MINUTE_MS);
  expect(bank.log).toEqual(['entry run:3']);
  answer();
  await settle();
  expect(words(told)).toEqual(['opened 0', 'take-profit 2']);
});
