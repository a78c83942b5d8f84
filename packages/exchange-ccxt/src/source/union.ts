import { candleAt, CandleError, columnsOf, sliceColumns, type Candle, type CandleColumns, type TimestampMs } from '@tradewright/core';

/**
 * The candles of two answers to the same question.
 *
 * @throws {CandleError} where they tell of one candle differently
 */
export function unionOf(a: CandleColumns, b: CandleColumns, name: string): CandleColumns {
  const candles: Candle[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const left = i < a.length ? a.openTimeMs[i]! : Infinity;
    const right = j < b.length ? b.openTimeMs[j]! : Infinity;
    const candle = left <= right ? candleAt(a, i++) : candleAt(b, j++);
    if (left === right) agree(candle, candleAt(b, j++), candles.length, name);
    candles.push(candle);
  }
  return columnsOf(candles);
}

function agree(one: Candle, other: Candle, row: number, name: string): void {
  for (const field of ['open', 'high', 'low', 'close', 'volume'] as const) {
    if (one[field] === other[field]) continue;
    const detail = `candle ${new Date(one.openTimeMs).toISOString()} came with ${field} ${one[field]} and, asked for again, with ${other[field]}`;
    throw new CandleError({ row, openTimeMs: one.openTimeMs, rule: 'duplicate', detail }, name);
  }
}

/** Those that open before an instant: an answer may reach over the end of the question. */
export function until(columns: CandleColumns, endMs: TimestampMs): CandleColumns {
  let to = columns.length;
  while (to > 0 && columns.openTimeMs[to - 1]! >= endMs) to--;
  return to === columns.length ? columns : sliceColumns(columns, 0, to);
}
