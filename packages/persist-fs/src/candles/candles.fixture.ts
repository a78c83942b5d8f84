import { candleAt, columnsOf, intervalMs, type Candle, type CandleColumns, type CandleStore, type Filled, type Interval, type SeriesKey, type Span } from '@tradewright/core';

export const KEY: SeriesKey = { exchange: 'binance', symbol: 'BTCUSDT', interval: '1m' };
/** Two minutes before a month ends. */
export const BEGAN_MS: number = Date.UTC(2024, 0, 31, 23, 58);
export const ALWAYS: Span = { fromMs: 0, toMs: Date.UTC(2100, 0) };

/** Slots `[from, to)` of an interval, counted from `BEGAN_MS`, or from the slot it lies in. */
export function slots(from: number, to: number, interval: Interval = '1m'): Span {
  const stepMs = intervalMs(interval);
  const zeroMs = Math.floor(BEGAN_MS / stepMs) * stepMs;
  return { fromMs: zeroMs + from * stepMs, toMs: zeroMs + to * stepMs };
}

/** One candle a slot, each unlike the others, the same for the same slot. */
export function candlesOf({ fromMs, toMs }: Span, interval: Interval = '1m'): Candle[] {
  const stepMs = intervalMs(interval);
  return Array.from({ length: (toMs - fromMs) / stepMs }, (_, i) => {
    const openTimeMs = fromMs + i * stepMs;
    const low = 100 + (((openTimeMs / stepMs) * 7919) % 1000) / 3;
    return { openTimeMs, open: low + 0.1, high: low + 1, low, close: low + 0.7, volume: (openTimeMs / stepMs) % 11 };
  });
}

export function fill(store: CandleStore, span: Span, candles: readonly Candle[] = candlesOf(span), key: SeriesKey = KEY): Promise<Filled> {
  return store.fill(key, span, columnsOf(candles));
}

export async function read(store: CandleStore, span: Span = ALWAYS, key: SeriesKey = KEY): Promise<Candle[]> {
  const candles: Candle[] = [];
  for await (const page of store.candles(key, span)) candles.push(...rowsOf(page));
  return candles;
}

export function rowsOf(page: CandleColumns): Candle[] {
  return Array.from({ length: page.length }, (_, row) => candleAt(page, row));
}
