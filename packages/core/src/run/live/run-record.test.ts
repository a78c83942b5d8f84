import { describe, expect, it } from 'vitest';
import type { OrderRequest } from '../../ports/broker.ts';
import type { Position } from '../../signal/position.ts';
import type { Plan } from '../../signal/signal.ts';
import type { EngineState } from '../../signal/state.ts';
import { checkRecord, recordOf, runKeyOf, storeKeyOf } from './run-record.ts';

const names = { exchangeName: 'paper', account: 'default', symbol: 'BTC/USDT', strategyName: 'trend' };
const key = storeKeyOf(names);

const plan: Plan = { id: 'a', side: 'long', entryPrice: 100, takeProfitPrice: 110, stopLossPrice: 95, lifetimeMs: 60_000, note: '', createdAtMs: 60_000, waits: false };
const entry = { orderId: 'run:1', atMs: 60_000, quotedPrice: 100, price: 100.1, quantity: 1, feeFrac: 0 };
const position: Position = { plan, entry, openedAtMs: 60_000, expiresAtMs: 120_000, highestPrice: 100, lowestPrice: 100, ambiguous: false, profitLevels: 0, lossLevels: 0, exit: null };
const exit = { reason: 'take-profit', price: 110, atMs: 60_000, ambiguous: false, stopPrice: 95, truncated: false, reasonText: null } as const;
const order: OrderRequest = { id: 'run:1', leg: 'entry', side: 'long', price: 100, quantity: 1, atMs: 60_000 };

const idle: EngineState = { kind: 'idle', nextAskMs: 60_000 };
const waiting: EngineState = { kind: 'scheduled', plan, expiresAtMs: 120_000, orderId: null, nextAskMs: 120_000 };
const entering: EngineState = { ...waiting, orderId: 'run:1' };
const open: EngineState = { kind: 'active', position, exitOrderId: null, nextAskMs: 120_000 };
const leaving: EngineState = { kind: 'opened', position: { ...position, exit }, exitOrderId: 'run:2', nextAskMs: 120_000 };
const closed = { kind: 'closed', trade: {}, endedAtMs: 120_000, nextAskMs: 120_000 } as unknown as EngineState;
const cancelled: EngineState = { kind: 'cancelled', plan, reason: 'timeout', endedAtMs: 120_000, nextAskMs: 120_000 };
const exitOrder: OrderRequest = { ...order, id: 'run:2', leg: 'exit' };

const record = (state: EngineState, pending: OrderRequest | null = null): object => recordOf(names, { state, seq: 3, order: pending, processedMs: 60_000, nextCandleMs: 60_000 });

it.each([
  ['an idle run', idle, null],
  ['a waiting entry', waiting, null],
  ['an entry under way', entering, order],
  ['an open position', open, null],
  ['an exit under way', leaving, exitOrder],
  ['a closed one', closed, null],
  ['a cancelled one', cancelled, null],
] as const)('%s comes back from a store as it was written', (_what, state, pending) => {
  const written: unknown = JSON.parse(JSON.stringify(record(state, pending)));
  expect(checkRecord(key, written)).toEqual(record(state, pending));
});

/** A record with one field, at any depth, replaced. */
function spoiled(state: EngineState, pending: OrderRequest | null, path: string, value: unknown): unknown {
  const copy = JSON.parse(JSON.stringify(record(state, pending))) as Record<string, unknown>;
  const fields = path.split('.');
  let at = copy;
  for (const field of fields.slice(0, -1)) at = at[field] as Record<string, unknown>;
  at[fields.at(-1)!] = value;
  return copy;
}

describe('a record that cannot be gone on from is refused, with what is wrong:', () => {
  it.each([
    ['is no object', 7, 'it is no object'],
    ['is a text', '{}', 'it is no object'],
    ['is a list', [], 'its format is undefined'],
    ['has no format', spoiled(idle, null, 'format', undefined), 'its format is undefined'],
    ['has a format that is no number', spoiled(idle, null, 'format', '1'), 'its format is 1'],
    ['has an older format', spoiled(idle, null, 'format', 0), 'its format is 0'],
    ['lacks a name', spoiled(idle, null, 'account', undefined), 'account is missing'],
    ['is another run’s', spoiled(idle, null, 'symbol', 'ETH/USDT'), 'ETH%2FUSDT'],
    ['has no number for the next input', spoiled(idle, null, 'seq', null), 'seq is null'],
    ['has half a number for the next input', spoiled(idle, null, 'seq', 1.5), 'seq is 1.5'],
    ['has not been anywhere', spoiled(idle, null, 'processedMs', 'now'), 'processedMs is now'],
    ['judges by no candle', spoiled(idle, null, 'nextCandleMs', -1), 'nextCandleMs is -1'],
    ['has no state', spoiled(idle, null, 'state', null), 'its state is of no known kind'],
    ['has a state of another world', spoiled(idle, null, 'state.kind', 'happy'), 'its state is of no known kind'],
    ['does not know when to ask', spoiled(idle, null, 'state.nextAskMs', null), 'its state has no time of the next ask'],
    ['waits without a plan', spoiled(waiting, null, 'state.plan', null), 'its waiting signal is not complete'],
    ['waits for no price', spoiled(waiting, null, 'state.plan.entryPrice', null), 'its waiting signal is not complete'],
    ['waits on neither side', spoiled(waiting, null, 'state.plan.side', 'up'), 'its waiting signal is not complete'],
    ['waits for ever', spoiled(waiting, null, 'state.expiresAtMs', null), 'its waiting signal is not complete'],
    ['waits without a next ask', spoiled(waiting, null, 'state.nextAskMs', undefined), 'its waiting signal is not complete'],
    ['has a plan that may or may not wait', spoiled(waiting, null, 'state.plan.waits', undefined), 'its waiting signal is not complete'],
    ['is open without a position', spoiled(open, null, 'state.position', null), 'its position is not complete'],
    ['is open without an entry', spoiled(open, null, 'state.position.entry', null), 'its position is not complete'],
    ['was bought at no price', spoiled(open, null, 'state.position.entry.price', 0), 'its position is not complete'],
    ['was bought in no quantity', spoiled(open, null, 'state.position.entry.quantity', null), 'its position is not complete'],
    ['was quoted at no price', spoiled(open, null, 'state.position.entry.quotedPrice', null), 'its position is not complete'],
    ['has no fee', spoiled(open, null, 'state.position.entry.feeFrac', null), 'its position is not complete'],
    ['lives for ever', spoiled(open, null, 'state.position.expiresAtMs', null), 'its position is not complete'],
    ['has lost its extremes', spoiled(open, null, 'state.position.highestPrice', undefined), 'its position is not complete'],
    ['has lost its partial levels', spoiled(open, null, 'state.position.profitLevels', undefined), 'its position is not complete'],
    ['has a stop at no price', spoiled(open, null, 'state.position.plan.stopLossPrice', NaN), 'its position is not complete'],
    ['ended at no time', spoiled(closed, null, 'state.endedAtMs', null), 'its ended signal is not complete'],
    ['was cancelled at no time', spoiled(cancelled, null, 'state.endedAtMs', undefined), 'its ended signal is not complete'],
    ['waits for an order that is not there', spoiled(entering, order, 'order', null), 'it waits for order run:1 and has none'],
    ['has an order that nobody waits for', spoiled(waiting, null, 'order', order), 'it waits for order null and has run:1'],
    ['waits for another order', spoiled(entering, order, 'order.id', 'run:7'), 'it waits for order run:1 and has run:7'],
    ['has no order at all', spoiled(idle, null, 'order', undefined), 'it waits for order null and has none'],
    ['orders no quantity', spoiled(entering, order, 'order.quantity', null), 'its order is not complete'],
    ['enters by an exit', spoiled(entering, order, 'order.leg', 'exit'), 'its order is not complete'],
    ['leaves for no reason', spoiled(leaving, exitOrder, 'state.position.exit', null), 'it leaves a position without an exit'],
  ])('one that %s', (_what, value, problem) => {
    expect(() => checkRecord(key, value)).toThrow(expect.objectContaining({ code: 'restore/record', retryable: false, message: expect.stringContaining(problem) as string }));
  });

  it('one that a newer version wrote', () => {
    expect(() => checkRecord(key, { format: 2, anything: true })).toThrow(expect.objectContaining({ code: 'store/version', retryable: false }));
  });
});

describe('the key of a run', () => {
  it('is another one for every name that differs', () => {
    const odd = ['', 'default', 'a', 'b', ':', 'a:b', '%3A', 'a%3Ab', '/', '../x', 'BTC/USDT', 'ü', '日本', '\0', ' ', '🙂', 'x'.repeat(300)];
    const keys = new Set<string>();
    for (const exchangeName of odd) for (const account of odd) for (const symbol of odd) for (const strategyName of odd) keys.add(runKeyOf({ exchangeName, account, symbol, strategyName }));
    expect(keys.size).toBe(odd.length ** 4);
  });

  it('cannot be made of half a character: a store would not tell it from another one', () => {
    expect(() => runKeyOf({ ...names, symbol: 'BTC\ud800' })).toThrow(expect.objectContaining({ code: 'live/options' }));
  });
});
