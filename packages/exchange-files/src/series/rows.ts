import type { CandleColumns, TimestampMs } from '@tradewright/core';

/** The first of ascending times that is at or after an instant, or `length`. */
export function firstAtOrAfter(times: { readonly [row: number]: number }, length: number, atMs: TimestampMs): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Time of the last row; `-Infinity` when there is none. */
export function lastTimeOf({ length, openTimeMs }: CandleColumns): TimestampMs {
  return length === 0 ? -Infinity : openTimeMs[length - 1]!;
}

/** A copy in arrays just long enough. */
export function copyOf({ length, ...columns }: CandleColumns): CandleColumns {
  const copy = (column: Float64Array): Float64Array => column.slice(0, length);
  const { openTimeMs, open, high, low, close, volume } = columns;
  return { length, openTimeMs: copy(openTimeMs), open: copy(open), high: copy(high), low: copy(low), close: copy(close), volume: copy(volume) };
}
