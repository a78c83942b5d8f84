import { allocateColumns, sliceColumns, type CandleColumns, type Span, type TimestampMs } from '@tradewright/core';

/** In the order in which they are stored and hashed. */
export const COLUMNS = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const;

/** The first row that opens at a time or after it. */
export function rowAt({ openTimeMs, length }: CandleColumns, atMs: TimestampMs): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (openTimeMs[middle]! < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rows of a span, without copying. */
export function rowsWithin(columns: CandleColumns, { fromMs, toMs }: Span): CandleColumns {
  return sliceColumns(columns, rowAt(columns, fromMs), rowAt(columns, toMs));
}

/** Columns that nobody else can change. */
export function copied({ length, openTimeMs, open, high, low, close, volume }: CandleColumns): CandleColumns {
  const copy = (column: Float64Array): Float64Array => column.slice(0, length);
  return { length, openTimeMs: copy(openTimeMs), open: copy(open), high: copy(high), low: copy(low), close: copy(close), volume: copy(volume) };
}

/** All of them in columns of their own. */
export function joined(pages: readonly CandleColumns[]): CandleColumns {
  const columns = allocateColumns(pages.reduce((sum, { length }) => sum + length, 0));
  let length = 0;
  for (const page of pages) {
    for (const name of COLUMNS) columns[name].set(page[name].subarray(0, page.length), length);
    length += page.length;
  }
  return { length, ...columns };
}
