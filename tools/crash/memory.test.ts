import type { TradeEvent } from '@tradewright/core';
import type { RunRecord } from '@tradewright/core/run';
import { describe, expect, it } from 'vitest';
import { misremembered } from './memory.ts';
import type { Noted } from './rule.ts';

const note = (text: string): Noted => {
  const [what, id] = text.split(' ') as [Noted['what'], string];
  return { what, id, symbol: 'A', atMs: 0, netQuote: 0 };
};
const opened = { kind: 'opened', position: { plan: { id: '1' } } } as TradeEvent;
const closed = { kind: 'closed', trade: { plan: { id: '1' } } } as TradeEvent;
const underWay = { state: { kind: 'scheduled', orderId: 'o', plan: { id: '2' } } } as RunRecord;

describe('a memory', () => {
  it.each([
    ['of just what happened', ['reserved 1', 'closed 1'], [opened, closed], null, []],
    ['that knows of an order on its way', ['reserved 1', 'closed 1', 'reserved 2'], [opened, closed], underWay, []],
    ['that lacks an end', ['reserved 1'], [opened, closed], null, ['A: closed 1 is forgotten']],
    ['that lacks an order on its way', [], [], underWay, ['A: reserved 2 is forgotten']],
    ['that has heard twice', ['reserved 1', 'reserved 1'], [opened], null, ['A: reserved 1 is remembered and did not happen, or once only']],
    ['in another order', ['closed 1', 'reserved 1'], [opened, closed], null, ['A: closed 1,reserved 1 is remembered, and not in the order reserved 1,closed 1']],
  ])('%s', (_what, notes, events, record, wrong) => {
    expect(misremembered(notes.map(note), [{ symbol: 'A', events, record }])).toEqual(wrong);
  });
});
