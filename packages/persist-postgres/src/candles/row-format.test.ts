import { columnsOf } from '@tradewright/core';
import { describe, expect, it } from 'vitest';
import { openCandles } from '../../test/candles.ts';
import { describeWithPostgres, freshDatabase } from '../../test/postgres.ts';
import { readTime, writeTime } from './row-format.ts';

const EPOCH_US = BigInt(Date.UTC(2000, 0, 1)) * 1000n;
const TIMES = [1, 60_000, Date.UTC(1999, 11, 31, 23, 59, 59, 999), Date.UTC(2000, 0, 1), Date.UTC(2024, 1, 29, 12, 34, 56, 789), Date.UTC(2285, 5, 1) + 1, 8.64e15 - 1, 8.64e15];

describe('a time in a row', () => {
  it.each(TIMES)('%d ms is written to the microsecond, and read back', (timeMs) => {
    const view = new DataView(new ArrayBuffer(8));
    writeTime(view, 0, timeMs);
    expect(view.getBigInt64(0)).toBe(BigInt(timeMs) * 1000n - EPOCH_US);
    expect(readTime(view, 0)).toBe(timeMs);
  });

  it('is none if it has microseconds', () => {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigInt64(0, BigInt(Date.UTC(2024, 0, 1)) * 1000n - EPOCH_US + 1n);
    expect(readTime(view, 0)).toBeNaN();
  });
});

describeWithPostgres('a candle of PostgreSQL', () => {
  it.each([
    [Date.UTC(1970, 0, 2), '1970-01-02 00:00:00+00'],
    [Date.UTC(2024, 1, 29), '2024-02-29 00:00:00+00'],
    [8.64e15, '275760-09-13 00:00:00+00'],
  ])('that opens at %d ms is what SQL calls %s', async (openTimeMs, text) => {
    const { url, query } = await freshDatabase();
    const store = await openCandles({ connectionString: url });
    const key = { exchange: 'binance', symbol: 'BTCUSDT', interval: '1d' } as const;
    const span = { fromMs: openTimeMs - 86_400_000, toMs: openTimeMs + 86_400_000 };
    await store.fill(key, span, columnsOf([{ openTimeMs, open: 2.5, high: 4, low: 0.1, close: 3, volume: 1e-300 }]));
    expect(await query("select (open_time at time zone 'UTC')::text || '+00' as at, open, high, low, close, volume from tradewright.candles")).toEqual([{ at: text, open: 2.5, high: 4, low: 0.1, close: 3, volume: 1e-300 }]);
    const pages = [];
    for await (const page of store.candles(key, span)) pages.push(page.openTimeMs[0]);
    expect(pages).toEqual([openTimeMs]);
  });
});
