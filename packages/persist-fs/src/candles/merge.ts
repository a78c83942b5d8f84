import { allocateColumns, candleAt, type CandleColumns, type CandleDifference, type Filled, type Span } from '@tradewright/core';
import { COLUMNS, rowAt } from './rows.ts';

const MOST_DIFFERENCES = 100;

/** Counts what a fill does, over all its parts. */
export class FillTally implements Filled {
  added = 0;
  mended = 0;
  differing = 0;
  readonly differences: CandleDifference[] = [];

  differ(stored: CandleColumns, row: number, got: CandleColumns | null, gotRow: number): void {
    this.differing++;
    if (this.differences.length < MOST_DIFFERENCES) this.differences.push({ stored: candleAt(stored, row), got: got === null ? null : candleAt(got, gotRow) });
  }
}

/**
 * What is stored of a part together with what came for a span of it. What is stored stands.
 *
 * @param coveredBefore - ascending
 * @returns `undefined` where nothing is new
 */
export function merge(stored: CandleColumns, got: CandleColumns, span: Span, coveredBefore: readonly Span[], tally: FillTally): CandleColumns | undefined {
  const merged = new Merged(stored.length + got.length);
  const [first, last] = [rowAt(stored, span.fromMs), rowAt(stored, span.toMs)];
  const news = new News(coveredBefore, tally);
  merged.take(stored, 0, first);
  let row = first;
  for (let i = 0; i < got.length; i++) {
    const atMs = got.openTimeMs[i]!;
    for (; row < last && stored.openTimeMs[row]! < atMs; row++) {
      tally.differ(stored, row, null, 0);
      merged.take(stored, row, row + 1);
    }
    const isStored = row < last && stored.openTimeMs[row] === atMs;
    if (!isStored) {
      news.count(atMs);
      merged.take(got, i, i + 1);
      continue;
    }
    if (!sameRow(stored, row, got, i)) tally.differ(stored, row, got, i);
    merged.take(stored, row, row + 1);
    row++;
  }
  for (; row < last; row++) {
    tally.differ(stored, row, null, 0);
    merged.take(stored, row, row + 1);
  }
  merged.take(stored, last, stored.length);
  return merged.length === stored.length ? undefined : merged;
}

function sameRow(a: CandleColumns, i: number, b: CandleColumns, j: number): boolean {
  return COLUMNS.every((name) => a[name][i] === b[name][j]);
}

/** New candles, as they come by. */
class News {
  readonly #covered: readonly Span[];
  readonly #tally: FillTally;
  #at = 0;

  constructor(covered: readonly Span[], tally: FillTally) {
    this.#covered = covered;
    this.#tally = tally;
  }

  count(atMs: number): void {
    this.#tally.added++;
    while (this.#at < this.#covered.length && this.#covered[this.#at]!.toMs <= atMs) this.#at++;
    if (this.#at < this.#covered.length && this.#covered[this.#at]!.fromMs <= atMs) this.#tally.mended++;
  }
}

/** Columns that grow. */
class Merged implements CandleColumns {
  length = 0;
  readonly openTimeMs: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;

  constructor(capacity: number) {
    const { openTimeMs, open, high, low, close, volume } = allocateColumns(capacity);
    [this.openTimeMs, this.open, this.high, this.low, this.close, this.volume] = [openTimeMs, open, high, low, close, volume];
  }

  take(from: CandleColumns, row: number, toRow: number): void {
    const count = toRow - row;
    for (const name of COLUMNS) {
      if (count === 1) this[name][this.length] = from[name][row]!;
      else this[name].set(from[name].subarray(row, toRow), this.length);
    }
    this.length += count;
  }
}
