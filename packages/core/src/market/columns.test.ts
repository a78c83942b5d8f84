import { describe, expect, it } from 'vitest';
import { allocateColumns, candleAt, columnsOf, sliceColumns } from './columns.ts';

const CANDLES = [1, 2, 3, 4].map((n) => ({ openTimeMs: n * 60_000, open: n, high: n + 0.5, low: n - 0.5, close: n + 0.25, volume: n * 10 }));

describe('candles in columns', () => {
  it('come out as they went in', () => {
    const columns = columnsOf(CANDLES);
    expect(CANDLES.map((_, i) => candleAt(columns, i))).toEqual(CANDLES);
  });

  it('count as many as there were', () => {
    expect(columnsOf(CANDLES).length).toBe(4);
  });

  it('begin as zeroes', () => {
    expect(candleAt(allocateColumns(1), 0)).toEqual({ openTimeMs: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 });
  });

  it('are cut from one row up to another', () => {
    const part = sliceColumns(columnsOf(CANDLES), 1, 3);
    expect([part.length, candleAt(part, 0), candleAt(part, 1)]).toEqual([2, CANDLES[1], CANDLES[2]]);
  });

  it('are cut without copying', () => {
    const whole = columnsOf(CANDLES);
    const part = sliceColumns(whole, 1, 3);
    whole.close[1] = 99;
    expect(part.close[0]).toBe(99);
  });
});
