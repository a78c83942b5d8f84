import { candleAt, columnsOf, type Candle, type CandleStore, type Filled, type SeriesKey, type Span } from '@tradewright/core';
import { onTestFinished } from 'vitest';
import { PgCandleStore, type PgStoreOptions } from '../src/index.ts';

export const KEY: SeriesKey = { exchange: 'binance', symbol: 'BTCUSDT', interval: '1m' };
export const BEGAN_MS: number = Date.UTC(2024, 0, 1);

/** A store that is closed with the test; its tables are made first, unless told otherwise. */
export async function openCandles(options: PgStoreOptions): Promise<PgCandleStore> {
  const store = await PgCandleStore.open({ migrate: true, ...options });
  onTestFinished(() => store.close());
  return store;
}

/** `[from, to)` in minutes since the beginning of 2024. */
export function minutes(from: number, to: number): Span {
  return { fromMs: BEGAN_MS + from * 60_000, toMs: BEGAN_MS + to * 60_000 };
}

/** A candle for each minute of a span. */
export function candlesOf({ fromMs, toMs }: Span, volume: number = 1): Candle[] {
  return Array.from({ length: (toMs - fromMs) / 60_000 }, (_, i) => {
    const price = 1 + (fromMs + i * 60_000 - BEGAN_MS) / 60_000 / 1000 + 100;
    return { openTimeMs: fromMs + i * 60_000, open: price, high: price + 0.1, low: price - 0.1, close: price, volume };
  });
}

export function fill(store: CandleStore, span: Span, key: SeriesKey = KEY): Promise<Filled> {
  return store.fill(key, span, columnsOf(candlesOf(span)));
}

export async function read(store: CandleStore, span: Span, key: SeriesKey = KEY): Promise<Candle[]> {
  const candles: Candle[] = [];
  for await (const page of store.candles(key, span)) for (let row = 0; row < page.length; row++) candles.push(candleAt(page, row));
  return candles;
}

/** Bytes that say this word are on the line when a candle of this volume is. */
export const MARK = 'MARKMARK';
export const MARKED_VOLUME: number = Buffer.from(MARK).readDoubleBE();

/** What a span is filled with, the mark in the middle of it. */
export function markedCandles(span: Span): Candle[] {
  return candlesOf(span).map((candle, i, { length }) => (i === length >> 1 ? { ...candle, volume: MARKED_VOLUME } : candle));
}
