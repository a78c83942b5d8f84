import { describe, expect, it } from 'vitest';
import { closed, HOUR_MS, START } from '../../test/rows.ts';
import type { ClosedRow } from '../row/closed-row.ts';
import { TradeColumns } from './trade-columns.ts';

function columnsOf(...rows: readonly ClosedRow[]): TradeColumns {
  const columns = new TradeColumns();
  for (const row of rows) columns.add(row);
  return columns;
}

const at = (hour: number, pnl: number): ClosedRow => closed(pnl, { closedAtMs: START + hour * HOUR_MS });
const pnls = (columns: TradeColumns): number[] => [...columns.inOrder().pnl];

describe('trades in order', () => {
  it('come by close time, and of one instant the worse first', () => {
    expect(pnls(columnsOf(at(3, 1), at(1, 5), at(2, 4), at(2, -4)))).toEqual([5, -4, 4, 1]);
  });

  it.each<[string, Partial<ClosedRow>]>([
    ['a deeper excursion', { maePercentage: -9 }],
    ['a smaller one', { mfePercentage: 0 }],
    ['an earlier opening', { openedAtMs: START - 1 }],
  ])('put %s first of two that are otherwise alike, whichever came first', (_name, changes) => {
    const [other, changed] = [closed(1), closed(1, changes)];
    const [forwards, backwards] = [columnsOf(other, changed).inOrder(), columnsOf(changed, other).inOrder()];
    expect(forwards).toEqual(backwards);
  });

  it('put a result that is no number last, whichever came first', () => {
    expect(pnls(columnsOf(at(1, Number.NaN), at(1, 2)))).toEqual([2, Number.NaN]);
    expect(pnls(columnsOf(at(1, 2), at(1, Number.NaN)))).toEqual([2, Number.NaN]);
  });

  it('take in what is added and merged after they were read', () => {
    const columns = columnsOf(at(2, 2));
    expect(pnls(columns)).toEqual([2]);
    columns.add(at(3, 3));
    expect(pnls(columns)).toEqual([2, 3]);
    columns.merge(columnsOf(at(1, 1)));
    expect(pnls(columns)).toEqual([1, 2, 3]);
  });

  it('hold however many there are', () => {
    const columns = columnsOf(...Array.from({ length: 100 }, (_, i) => at(i, i)));
    columns.merge(columnsOf(...Array.from({ length: 1000 }, (_, i) => at(100 + i, 100 + i))));
    expect(columns.count).toBe(1100);
    expect(pnls(columns)).toEqual(Array.from({ length: 1100 }, (_, i) => i));
  });
});
