import { checkRules, DEFAULT_RULES, MINUTE_MS, type Open, type Plan } from '@tradewright/core';
import { recordOf, storeKeyOf } from '@tradewright/core/run';
import { describe, expect, it } from 'vitest';
import { classOver, Shelf } from '../../test/kv.ts';
import { SystemClock } from '../system-clock.ts';
import { Persisted } from './adapters.ts';
import { KvStateStore } from './kv-state-store.ts';

const names = { exchangeName: 'memory', account: 'default', symbol: 'BTCUSDT', strategyName: 'scripted' };
const rules = checkRules({ ...DEFAULT_RULES, trigger: 'vwap', key: 'k', askEveryMs: MINUTE_MS, candleMs: MINUTE_MS });
const plan: Plan = { id: 'a', side: 'long', entryPrice: 100, takeProfitPrice: 110, stopLossPrice: 95, lifetimeMs: MINUTE_MS, note: '', createdAtMs: 60_000, waits: false };
const entry = { orderId: 'o', atMs: 60_000, quotedPrice: 100, price: 100, quantity: 1, feeFrac: 0 };
const open: Open = { kind: 'active', position: { plan, entry, openedAtMs: 60_000, expiresAtMs: 120_000, highestPrice: 100, lowestPrice: 100, ambiguous: false, profitLevels: 0, lossLevels: 0, exit: null }, exitOrderId: null, nextAskMs: 0 };
const KEY = storeKeyOf(names);

async function opened(): Promise<{ store: KvStateStore; shelf: Shelf; commit(version: number, state: Open | null): Promise<void> }> {
  const shelf = new Shelf();
  const persisted = new Persisted(new SystemClock());
  persisted.signals.use(classOver(shelf, 'signal'));
  persisted.schedules.use(classOver(shelf, 'schedule'));
  persisted.positions.use(classOver(shelf, 'risk'));
  persisted.partials.use(classOver(shelf, 'partial'));
  const store = new KvStateStore(persisted, () => undefined);
  store.know(names, rules, () => 60_000);
  store.knowRisk('risk:one', 'one', 'default');
  await store.load([KEY, 'risk:one']);
  shelf.log.length = 0;
  return {
    store, shelf,
    commit: (version, state) => store.commit({
      writes: [
        { key: KEY, expected: version, value: recordOf(names, { state: state ?? { kind: 'idle', nextAskMs: 0 }, seq: 1, order: null, processedMs: 60_000, nextCandleMs: 60_000 }) },
        { key: 'risk:one', expected: version, value: { format: 1, riskName: 'one', positions: state === null ? {} : { run: { ...names, plan, openedAtMs: 60_000 } } } },
      ],
      events: [],
    }),
  };
}

const changes = ({ log }: Shelf): string[] => log.filter((line) => line.includes(' write '));

describe('one commit of a run and its slot', () => {
  it('takes the slot first and gives it back last', async () => {
    const { commit, shelf } = await opened();
    await commit(0, open);
    await commit(1, null);
    expect(changes(shelf)).toEqual(['risk write positions', 'signal write BTCUSDT', 'signal write BTCUSDT null', 'risk write positions']);
  });

  it('that is based on what somebody else has changed writes nothing', async () => {
    const { commit, shelf } = await opened();
    const both = await Promise.allSettled([commit(0, open), commit(0, null)]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(both[1]).toMatchObject({ reason: { code: 'store/conflict', key: KEY, expected: 0, actual: 1 } });
    expect(shelf.get('signal/BTCUSDT_scripted/BTCUSDT')).toMatchObject({ id: 'a' });
  });

  it('that failed half-way is finished by trying again', async () => {
    const { commit, shelf } = await opened();
    let failures = 1;
    shelf.fails = (what) => what.startsWith('signal write') && failures-- > 0;
    await expect(commit(0, open)).rejects.toMatchObject({ code: 'store/adapter', retryable: true });
    await commit(0, open);
    expect(shelf.get('signal/BTCUSDT_scripted/BTCUSDT')).toMatchObject({ id: 'a' });
  });
});

describe('a store over persistence classes', () => {
  it('removes rows with their keys', async () => {
    const { commit, store, shelf } = await opened();
    await commit(0, open);
    await store.commit({ writes: [{ key: KEY, expected: 1, value: null }, { key: 'risk:one', expected: 1, value: null }], events: [] });
    expect([shelf.get('signal/BTCUSDT_scripted/BTCUSDT'), shelf.get('risk/one/positions')]).toEqual([null, []]);
  });

  it('knows no other keys, and keeps no journal', async () => {
    const { store } = await opened();
    expect((await store.load(['portfolio:p'])).size).toBe(0);
    await expect(store.commit({ writes: [{ key: 'portfolio:p', expected: 0, value: {} }], events: [] })).rejects.toMatchObject({ code: 'store/change' });
    const events = [];
    for await (const event of store.events(KEY, 0)) events.push(event);
    expect(events).toEqual([]);
  });
});
