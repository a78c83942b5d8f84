import type { TradeEvent } from '@tradewright/core';
import { describe, expect, it } from 'vitest';
import { wronglyLetIn } from './entries.ts';
import type { Noted } from './rule.ts';

/** `minute what id`; what was closed was lost where the journal says so. */
const note = (text: string): Noted => {
  const [minute, what, id] = text.split(' ') as [string, Noted['what'], string];
  return { what, id, symbol: 'A', atMs: Number(minute) * 60_000, netQuote: 0 };
};
const fill = (price: number): object => ({ price, quantity: 1, feeFrac: 0 });
const closedAt = (id: string, price: number): TradeEvent => ({ kind: 'closed', trade: { plan: { id, side: 'long' }, entry: fill(100), exit: fill(price) } }) as unknown as TradeEvent;
const [won, lost] = [closedAt('1', 101), closedAt('1', 99)];

describe('entries that were let in', () => {
  it.each([
    ['one after another, without a loss', ['0 reserved 1', '5 closed 1', '5 reserved 2'], won, []],
    ['when the pause after a loss was over', ['0 reserved 1', '5 closed 1', '35 reserved 2'], lost, []],
    ['before the loss was known', ['0 reserved 1', '5 reserved 2', '5 closed 1'], lost, []],
    ['in the pause after a loss', ['0 reserved 1', '5 closed 1', '34 reserved 2'], lost, ['A 2 was let in 29 minutes after the loss of A 1']],
    ['in that pause, though something was won meanwhile', ['0 reserved 1', '0 reserved 0', '5 closed 1', '6 closed 0', '34 reserved 2'], lost, ['A 2 was let in 29 minutes after the loss of A 1']],
    ['by a run that was behind', ['50 reserved 1', '55 closed 1', '20 reserved 2'], lost, ['A 2 was let in -35 minutes after the loss of A 1']],
    ['into the last slot', ['0 reserved 1', '1 reserved 2'], won, []],
    ['without a slot', ['0 reserved 1', '1 reserved 2', '2 reserved 3', '3 closed 1'], won, ['A 3 was let in while 2 slots were taken, of 2']],
    ['into a slot that was free again', ['0 reserved 1', '1 reserved 2', '2 closed 1', '2 reserved 3'], won, []],
  ])('%s', (_what, notes, end, wrong) => {
    expect(wronglyLetIn(notes.map(note), [{ symbol: 'A', events: [end], record: null }])).toEqual(wrong);
  });
});
