import { checkRules, DEFAULT_RULES, MINUTE_MS, type Open, type Plan } from '@tradewright/core';
import { recordOf, storeKeyOf } from '@tradewright/core/run';
import { expect, it } from 'vitest';
import { classOver, Shelf } from '../../test/kv.ts';
import { SystemClock } from '../system-clock.ts';
import { Persisted } from './adapters.ts';
import { KvStateStore } from './kv-state-store.ts';

const names = { exchangeName: 'memory', account: 'default', symbol: 'BTCUSDT', strategyName: 'scripted' };
const rules = checkRules({ ...DEFAULT_RULES, trigger: 'vwap', key: 'k', askEveryMs: MINUTE_MS, candleMs: MINUTE_MS });
const plan: Plan = { id: 'a', side: 'long', entryPrice: 100, takeProfitPrice: 110, stopLossPrice: 95, lifetimeMs: MINUTE_MS, note: '', createdAtMs: 60_000, waits: false };
const entry = { orderId: 'o', atMs: 60_000, quotedPrice: 100, price: 100, quantity: 1, feeFrac: 0 };
const open: Open = { kind: 'active', position: { plan, entry, openedAtMs: 60_000, expiresAtMs: 120_000, highestPrice: 100, lowestPrice: 100, ambiguous: false, profitLevels: 1, lossLevels: 0, exit: null }, exitOrderId: null, nextAskMs: 0 };
const stray = (name: string): unknown[] => [name, { symbol: 'ETHUSDT', signal: null, strategyName: 'x', exchangeName: '', openTimestamp: 1 }];

it('a commit that changes nothing is still written whole to a class given since the last one, and only once', async () => {
  const persisted = new Persisted(new SystemClock());
  const use = (shelf: Shelf): void => {
    persisted.signals.use(classOver(shelf, 'signal'));
    persisted.schedules.use(classOver(shelf, 'schedule'));
    persisted.positions.use(classOver(shelf, 'risk'));
    persisted.partials.use(classOver(shelf, 'partial'));
  };
  const [first, second] = [new Shelf(), new Shelf()];
  first.entities.set('risk/one/positions', JSON.stringify([stray('first')]));
  second.entities.set('risk/one/positions', JSON.stringify([stray('second')]));
  use(first);
  const store = new KvStateStore(persisted, () => undefined);
  const [key, risk] = [storeKeyOf(names), 'risk:one'];
  store.know(names, rules, () => 60_000);
  store.knowRisk(risk, 'one', 'default');
  await store.load([key, risk]);
  const commit = (version: number): Promise<void> => store.commit({
    writes: [
      { key, expected: version, value: recordOf(names, { state: open, seq: 1, order: null, processedMs: 60_000, nextCandleMs: 60_000 }) },
      { key: risk, expected: version, value: { format: 1, riskName: 'one', positions: { run: { ...names, plan, openedAtMs: 60_000 } } } },
    ],
    events: [],
  });
  await commit(0);
  use(second);
  await commit(1);
  await commit(2);
  expect(first.entities.size).toBe(3);
  for (const kept of ['signal/BTCUSDT_scripted/BTCUSDT', 'partial/BTCUSDT/levels']) expect([kept, second.get(kept)]).toEqual([kept, first.get(kept)]);
  expect([first, second].map((shelf) => (shelf.get('risk/one/positions') as unknown[][]).map(([name]) => name))).toEqual([['scripted:BTCUSDT', 'first'], ['scripted:BTCUSDT', 'second']]);
  expect(second.log.filter((line) => /^(signal|schedule|partial) write/.test(line))).toEqual(['signal write BTCUSDT', 'partial write levels']);
});
