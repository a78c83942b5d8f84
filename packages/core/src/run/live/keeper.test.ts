import { describe, expect, it } from 'vitest';
import { StoreError } from '../../error.ts';
import type { TradeEvent } from '../../signal/event.ts';
import { IDLE } from '../../signal/state.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryDisk } from '../../testing/memory-store.ts';
import { Interrupt } from './interrupt.ts';
import { Keeper } from './keeper.ts';
import { FickleStore, pass, settle } from './live.fixture.ts';
import { Patience } from './patience.ts';
import { RiskLedger } from './risk-ledger.ts';
import { recordOf, runKeyOf, storeKeyOf, type RunRecord } from './run-record.ts';

const names = { exchangeName: 'paper', account: 'default', symbol: 'BTC/USDT', strategyName: 'scripted' };
const [runKey, storeKey] = [runKeyOf(names), storeKeyOf(names)];
const record = (seq: number): RunRecord => recordOf(names, { state: IDLE, seq, order: null, processedMs: 0, nextCandleMs: 0 });
const event: TradeEvent = { kind: 'refused', signal: {} as never, refusal: { by: 'risk', reason: 'no' }, atMs: 0, knownAtMs: 0, price: 1 };
const position = { symbol: 'BTC/USDT', strategyName: 'scripted', exchangeName: 'paper', quantity: 1, plan: { id: 'a', side: 'long', entryPrice: 1, takeProfitPrice: 2, stopLossPrice: 0.5, lifetimeMs: 1, note: '', createdAtMs: 0, waits: false }, openedAtMs: 0 } as const;

const uncertain = new StoreError('store/uncertain', 'the connection was lost', { retryable: true });
const down = new StoreError('store/failed', 'no connection', { retryable: true });

interface Kept {
  readonly keeper: Keeper;
  readonly store: FickleStore;
  readonly clock: FakeClock;
  readonly cancel: Interrupt;
  readonly said: string[];
  readonly ledger: RiskLedger;
}

async function kept(disk: MemoryDisk = new MemoryDisk()): Promise<Kept> {
  const [clock, cancel, said, store] = [new FakeClock(), new Interrupt(), [] as string[], new FickleStore(disk)];
  const patience = new Patience({ clock, cancel, onPause: ({ code }) => said.push(`paused ${code}`), onResume: (ms) => said.push(`resumed ${ms}`) });
  const ledger = new RiskLedger({ store, riskName: 'slots' });
  const keeper = new Keeper({ store, storeKey, runKey, ledger, patience, cancel, fence: undefined });
  await keeper.load();
  return { keeper, store, clock, cancel, said, ledger };
}

async function stored(disk: MemoryDisk): Promise<unknown> {
  return [(await new FickleStore(disk).load([storeKey])).get(storeKey)?.version, disk.events.length];
}

describe('a state', () => {
  it('comes back as it was kept', async () => {
    const disk = new MemoryDisk();
    const { keeper } = await kept(disk);
    await keeper.commit(record(1), []);
    await keeper.commit(record(2), [event]);
    const { keeper: next } = await kept(disk);
    expect(await next.load()).toEqual(record(2));
    expect(await stored(disk)).toEqual([2, 1]);
  });

  it('that was never kept is none, and neither is one that was removed', async () => {
    const disk = new MemoryDisk();
    const { keeper, store } = await kept(disk);
    expect(await keeper.load()).toBeNull();
    await keeper.commit(record(1), []);
    await store.commit({ writes: [{ key: storeKey, expected: 1, value: null }], events: [] });
    const { keeper: next } = await kept(disk);
    expect(await next.load()).toBeNull();
    await next.commit(record(1), []);
    expect(await stored(disk)).toEqual([3, 0]);
  });

  it('is waited for while the store does not answer, and so are the slots', async () => {
    const { keeper, store, clock, said } = await kept();
    let failures = 2;
    store.onLoad = () => {
      if (failures-- > 0) throw down;
    };
    const loaded = keeper.load();
    await pass(clock, 300);
    expect([await loaded, said]).toEqual([null, ['paused store/failed', 'resumed 300']]);
  });

  it('that somebody else has written is a conflict', async () => {
    const disk = new MemoryDisk();
    const [mine, theirs] = [await kept(disk), await kept(disk)];
    await theirs.keeper.commit(record(1), []);
    await expect(mine.keeper.commit(record(1), [])).rejects.toMatchObject({ code: 'store/conflict', key: storeKey });
    expect(mine.said).toEqual([]);
  });
});

describe('a commit whose connection was lost', () => {
  it('counts as written when the store holds just this', async () => {
    const disk = new MemoryDisk();
    const { keeper, store, clock, said } = await kept(disk);
    store.onWritten = () => {
      store.onWritten = () => undefined;
      throw uncertain;
    };
    const done = keeper.commit(record(1), [event]);
    await pass(clock, 100);
    await done;
    expect([await stored(disk), said]).toEqual([[1, 1], ['paused store/uncertain', 'resumed 100']]);
    await keeper.commit(record(2), [event]);
    expect(await stored(disk)).toEqual([2, 2]);
  });

  it('counts as written together with its slot', async () => {
    const disk = new MemoryDisk();
    const { keeper, store, clock, ledger } = await kept(disk);
    store.onWritten = () => {
      store.onWritten = () => undefined;
      throw uncertain;
    };
    const done = keeper.commit(record(1), [event], { position, judged: true });
    await pass(clock, 100);
    await done;
    expect(ledger.heldBy(runKey)).toEqual(position);
    await keeper.commit(record(2), [], { position: null, judged: false });
    expect([await stored(disk), ledger.heldBy(runKey)]).toEqual([[2, 1], null]);
  });

  it('is written again when it had not arrived', async () => {
    const disk = new MemoryDisk();
    const { keeper, store, clock } = await kept(disk);
    store.onCommit = () => {
      store.onCommit = () => undefined;
      throw uncertain;
    };
    const done = keeper.commit(record(1), [event]);
    await pass(clock, 100);
    await done;
    expect(await stored(disk)).toEqual([1, 1]);
  });

  it('is a conflict when somebody else has written meanwhile', async () => {
    const disk = new MemoryDisk();
    const { keeper, store, clock } = await kept(disk);
    store.onCommit = () => {
      store.onCommit = () => undefined;
      throw uncertain;
    };
    const done = keeper.commit(record(1), [event]);
    done.catch(() => undefined);
    await (await kept(disk)).keeper.commit(record(7), []);
    await pass(clock, 100);
    await expect(done).rejects.toMatchObject({ code: 'store/conflict', key: storeKey });
  });

  it('is found written even when the store fails once more while it is looked for', async () => {
    const disk = new MemoryDisk();
    const { keeper, store, clock, said } = await kept(disk);
    store.onWritten = () => {
      store.onWritten = () => undefined;
      store.onLoad = () => {
        store.onLoad = () => undefined;
        throw down;
      };
      throw uncertain;
    };
    const done = keeper.commit(record(1), [event]);
    await pass(clock, 300);
    await done;
    expect([await stored(disk), said]).toEqual([[1, 1], ['paused store/uncertain', 'resumed 300']]);
  });

  it('without such a loss a conflict is one, whatever the store holds', async () => {
    const disk = new MemoryDisk();
    const mine = await kept(disk);
    await (await kept(disk)).keeper.commit(record(1), []);
    await expect(mine.keeper.commit(record(1), [])).rejects.toMatchObject({ code: 'store/conflict' });
  });
});

describe('somebody who ends', () => {
  it('writes nothing that waited for its turn behind another run’s slot', async () => {
    const disk = new MemoryDisk();
    const { keeper, store, cancel, ledger } = await kept(disk);
    let goOn: () => void = () => undefined;
    store.onCommit = () => new Promise<void>((resolve) => (goOn = resolve));
    const other = ledger.write('live:other', { position: position, judged: false }, (write) => store.commit({ writes: [write], events: [] }));
    const waiting = keeper.commit(record(1), [], { position, judged: false });
    waiting.catch(() => undefined);
    await settle();
    cancel.abort();
    goOn();
    await other;
    await expect(waiting).rejects.toMatchObject({ code: 'store/gave-up' });
    expect(await stored(disk)).toEqual([undefined, 0]);
  });

  it('gives up a write that a store keeps refusing to take', async () => {
    const { keeper, store, cancel } = await kept();
    store.onCommit = () => {
      throw down;
    };
    const given = keeper.commit(record(1), []);
    await settle();
    cancel.abort();
    await expect(given).rejects.toMatchObject({ code: 'store/gave-up' });
  });
});

it('a fence that is held no longer ends it at once', async () => {
  const disk = new MemoryDisk();
  const { store, clock, cancel } = await kept(disk);
  const patience = new Patience({ clock, cancel, onPause: () => undefined, onResume: () => undefined });
  const keeper = new Keeper({ store, storeKey, runKey, ledger: null, patience, cancel, fence: { lease: runKey, token: 1 } });
  await expect(keeper.commit(record(1), [])).rejects.toMatchObject({ code: 'store/fenced' });
});

it('rules that are about to judge wait for a store that does not answer', async () => {
  const { keeper, store, clock, said } = await kept();
  store.onLoad = () => {
    store.onLoad = () => undefined;
    throw down;
  };
  const looked = keeper.lookAtSlots();
  await pass(clock, 100);
  await looked;
  expect(said).toEqual(['paused store/failed', 'resumed 100']);
});
