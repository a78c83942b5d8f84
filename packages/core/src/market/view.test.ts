import { describe, expect, it } from 'vitest';
import type { Candle } from './candle.ts';
import { columnsOf } from './columns.ts';
import { aimView, CandleView, type CandleColumn } from './view.ts';

const CANDLES: readonly Candle[] = Array.from({ length: 10 }, (_, n) => ({ openTimeMs: (n + 1) * 60_000, open: 100 + n, high: 110 - n, low: 90 + n, close: 100 + ((n * 7) % 10), volume: n }));
const COLUMNS: readonly CandleColumn[] = ['open', 'high', 'low', 'close', 'volume'];
const READERS = ['openTimeMs', ...COLUMNS] as const;

/** A view of the rows 2 to 6; what lies beyond has not closed. */
function view(start = 2, length = 5): CandleView {
  const aimed = new CandleView('1m');
  aimView(aimed, columnsOf(CANDLES), start, length);
  return aimed;
}

describe('a view', () => {
  it.each(READERS)('reads %s of its rows, oldest first', (reader) => {
    const seen = view();
    expect([0, 1, 2, 3, 4].map((row) => seen[reader](row))).toEqual(CANDLES.slice(2, 7).map((candle) => candle[reader]));
  });

  it.each(READERS)('cannot read %s of a candle that has not closed, nor before its first', (reader) => {
    const seen = view();
    for (const row of [5, 6, -1, NaN, Infinity]) expect(() => seen[reader](row)).toThrow(expect.objectContaining({ name: 'InputError', code: 'view/row' }));
  });

  it('says which row there is not', () => {
    expect(() => view().close(5)).toThrow('The view of 1m candles has 5 rows; there is no row 5.');
  });

  it('is empty until it is aimed', () => {
    const blank = new CandleView('4h');
    expect([blank.interval, blank.length, blank.toArray()]).toEqual(['4h', 0, []]);
  });

  it('moves', () => {
    const seen = view();
    aimView(seen, columnsOf(CANDLES), 0, 1);
    expect([seen.length, seen.close(0)]).toEqual([1, CANDLES[0]!.close]);
  });

  it('hands out candles that stay what they were', () => {
    const seen = view();
    const kept = [seen.at(1), ...seen.toArray()];
    aimView(seen, columnsOf(CANDLES), 0, 1);
    expect(kept).toEqual([CANDLES[3], ...CANDLES.slice(2, 7)]);
  });

  it('gives away none of the arrays behind it', () => {
    const seen = view();
    const reachable = [...Object.keys(seen), ...Object.getOwnPropertyNames(Object.getPrototypeOf(seen))];
    expect(reachable.filter((name) => name.startsWith('#') || Reflect.get(seen, name) instanceof Float64Array)).toEqual([]);
  });
});

describe.each(COLUMNS)('over %s', (column) => {
  const values = CANDLES.map((candle) => candle[column]);

  it.each([1, 3, 5])('the newest %s rows have their mean, greatest and least', (rows) => {
    const part = values.slice(7 - rows, 7);
    const seen = view();
    expect([seen.mean(column, rows), seen.max(column, rows), seen.min(column, rows)]).toEqual([part.reduce((a, b) => a + b) / rows, Math.max(...part), Math.min(...part)]);
  });

  it('means all rows when none are counted', () => {
    const seen = view();
    expect([seen.mean(column), seen.max(column), seen.min(column)]).toEqual([seen.mean(column, 5), seen.max(column, 5), seen.min(column, 5)]);
  });

  it.each([6, 0, -1, NaN])('refuses %s rows', (rows) => {
    const seen = view();
    for (const sum of ['mean', 'max', 'min'] as const) expect(() => seen[sum](column, rows)).toThrow(expect.objectContaining({ code: 'view/row' }));
  });

  it('refuses to sum up nothing', () => {
    expect(() => new CandleView('1m').mean(column)).toThrow(expect.objectContaining({ code: 'view/row' }));
  });
});
