import { expect, it } from 'vitest';
import type { TradeEvent } from '../../signal/event.ts';
import { journalled } from './journal.ts';

const stamps = { atMs: 60_000, knownAtMs: 60_000, price: 100 };
const refused = (signal: unknown, value: unknown): TradeEvent => ({
  kind: 'refused', signal: signal as never, refusal: { by: 'form', failures: [{ rule: 'number', field: 'takeProfitPrice', value }] }, ...stamps,
});

it('the journal keeps what happened and leaves out that nothing happened', () => {
  expect(journalled([{ kind: 'idle', ...stamps }, { kind: 'gap', gap: { fromMs: 0, toMs: 60_000 } }, refused({ side: 'long' }, 1)]).map(({ kind }) => kind)).toEqual(['refused']);
});

it.each([
  ['NaN', NaN, 'NaN'],
  ['a number no JSON knows', 10n, '10'],
  ['an endless price', -Infinity, '-Infinity'],
  ['an object that holds itself', Object.assign({}, { self: 0 }), '[object Object]'],
  ['an object that cannot be shown', { toString: () => { throw new Error('no'); } }, 'a value that cannot be shown'],
  ['a symbol', Symbol('s'), 'Symbol(s)'],
])('a refused signal with %s is kept as text', (_what, value, text) => {
  const [event] = journalled([refused({ side: 'long', takeProfitPrice: value }, value)]);
  expect(event).toMatchObject({ signal: { side: 'long', takeProfitPrice: text }, refusal: { failures: [{ value: text }] } });
  expect(JSON.parse(JSON.stringify(event))).toEqual(event);
});

it('a refused answer that is no object at all is kept as well', () => {
  expect(journalled([refused(7n, 7n)])[0]).toMatchObject({ signal: '7' });
});
