import type { TimestampMs } from '../units.ts';
import type { Candle } from './candle.ts';

/**
 * Candles by column, oldest first. The arrays may be longer than `length`: only the first `length` entries count.
 * A page handed out by a source is valid until the source is asked for the next one.
 */
export interface CandleColumns {
  readonly length: number;
  readonly openTimeMs: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** Columns with room for `capacity` candles, all of them zero. */
export function allocateColumns(capacity: number): Omit<CandleColumns, 'length'> {
  return {
    openTimeMs: new Float64Array(capacity),
    open: new Float64Array(capacity),
    high: new Float64Array(capacity),
    low: new Float64Array(capacity),
    close: new Float64Array(capacity),
    volume: new Float64Array(capacity),
  };
}

/** Copies candle objects into fresh columns. */
export function columnsOf(candles: readonly Candle[]): CandleColumns {
  const columns = allocateColumns(candles.length);
  candles.forEach((candle, i) => {
    columns.openTimeMs[i] = candle.openTimeMs;
    columns.open[i] = candle.open;
    columns.high[i] = candle.high;
    columns.low[i] = candle.low;
    columns.close[i] = candle.close;
    columns.volume[i] = candle.volume;
  });
  return { length: candles.length, ...columns };
}

/** The candle at row `i` as an object of its own. */
export function candleAt(columns: Omit<CandleColumns, 'length'>, i: number): Candle {
  return {
    openTimeMs: columns.openTimeMs[i]!,
    open: columns.open[i]!,
    high: columns.high[i]!,
    low: columns.low[i]!,
    close: columns.close[i]!,
    volume: columns.volume[i]!,
  };
}

/** The rows `[from, to)` without copying. */
export function sliceColumns(columns: CandleColumns, from: number, to: number): CandleColumns {
  return {
    length: to - from,
    openTimeMs: columns.openTimeMs.subarray(from, to),
    open: columns.open.subarray(from, to),
    high: columns.high.subarray(from, to),
    low: columns.low.subarray(from, to),
    close: columns.close.subarray(from, to),
    volume: columns.volume.subarray(from, to),
  };
}

/** Pages one after another in fresh columns. */
export function joinColumns(pages: readonly CandleColumns[]): CandleColumns {
  const columns = allocateColumns(pages.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const page of pages) {
    for (const key of Object.keys(columns) as (keyof typeof columns)[]) columns[key].set(page[key].subarray(0, page.length), at);
    at += page.length;
  }
  return { length: at, ...columns };
}

/** The rows whose candles open in `[fromMs, toMs)`, without copying: sources may deliver more than they were asked for (decision 6). */
export function clipColumns(columns: CandleColumns, fromMs: TimestampMs, toMs: TimestampMs): CandleColumns {
  const { openTimeMs, length } = columns;
  let from = 0;
  let to = length;
  while (from < to && openTimeMs[from]! < fromMs) from++;
  while (to > from && openTimeMs[to - 1]! >= toMs) to--;
  return from === 0 && to === length ? columns : sliceColumns(columns, from, to);
}

/**
 * What of a page opens in `[fromMs, toMs)`, or does not say when, also where it is in no order: one candle of the future
 * would hide all that come after it.
 */
export function rowsWithin(page: CandleColumns, fromMs: TimestampMs, toMs: TimestampMs): CandleColumns {
  const clipped = clipColumns(page, fromMs, toMs);
  const rows: number[] = [];
  for (let i = 0; i < clipped.length; i++) if (!(clipped.openTimeMs[i]! < fromMs || clipped.openTimeMs[i]! >= toMs)) rows.push(i);
  return rows.length === clipped.length ? clipped : columnsOf(rows.map((row) => candleAt(clipped, row)));
}
