import { alignDown, alignUp, allocateColumns, type CandleColumns, type DurationMs, type TimestampMs } from '@tradewright/core';

export interface ResampleRange {
  /** Open times asked for, half-open. */
  readonly fromMs: TimestampMs;
  readonly toMs: TimestampMs;
  /** Length of the candles asked for, a multiple of `inputMs`. */
  readonly stepMs: DurationMs;
  readonly inputMs: DurationMs;
  /** Time of the very first candle there is. */
  readonly firstMs: TimestampMs;
}

const PAGE_ROWS = 1024;

/** Where to begin reading for a range: at the first candle that the data cover from its first minute on. */
export function resampleFrom({ fromMs, firstMs, stepMs }: ResampleRange): TimestampMs {
  return alignUp(Math.max(fromMs, firstMs), stepMs);
}

/**
 * Puts shorter candles together to longer ones, aligned to UTC. A candle counts once it is complete: its last part is
 * there, or a candle behind its end. Parts that are missing in between are left out of it.
 */
export async function* resampled(pages: AsyncIterable<CandleColumns>, range: ResampleRange): AsyncGenerator<CandleColumns> {
  const buckets = new Buckets(range);
  for await (const page of pages) {
    for (let row = 0; row < page.length && !buckets.done;) {
      row = buckets.add(page, row);
      if (buckets.full) yield buckets.take();
    }
    if (buckets.done) break;
  }
  if (buckets.length > 0) yield buckets.take();
}

class Buckets {
  length = 0;
  /** Whether everything asked for is there. */
  done = false;
  readonly #columns: Omit<CandleColumns, 'length'>;
  readonly #capacity: number;
  readonly #stepMs: DurationMs;
  readonly #inputMs: DurationMs;
  readonly #endMs: TimestampMs;
  /** End of the candle in the making, which stands in row `length`; 0 when there is none. */
  #closeMs = 0;

  constructor({ fromMs, toMs, stepMs, inputMs }: ResampleRange) {
    this.#capacity = Math.max(1, Math.min(PAGE_ROWS, Math.ceil((toMs - fromMs) / stepMs)));
    this.#columns = allocateColumns(this.#capacity);
    this.#stepMs = stepMs;
    this.#inputMs = inputMs;
    this.#endMs = alignUp(toMs, stepMs);
  }

  get full(): boolean {
    return this.length === this.#capacity;
  }

  /** The finished candles; their arrays are used again. */
  take(): CandleColumns {
    const page = { length: this.length, ...this.#columns };
    this.length = 0;
    return page;
  }

  /** Takes in rows until a page is full, everything is there or the input ends; the row to go on with. */
  add(c: CandleColumns, from: number): number {
    for (let row = from; row < c.length; row++) {
      const t = c.openTimeMs[row]!;
      if (this.#closeMs > 0 && t >= this.#closeMs) {
        this.#finish();
        if (this.full) return row;
      }
      if (t >= this.#endMs) {
        this.done = true;
        return row;
      }
      if (this.#closeMs === 0) this.#begin(c, row, t);
      else this.#extend(c, row);
      if (t + this.#inputMs === this.#closeMs) {
        this.#finish();
        this.done = t + this.#inputMs >= this.#endMs;
        if (this.full || this.done) return row + 1;
      }
    }
    return c.length;
  }

  #begin(c: CandleColumns, row: number, t: TimestampMs): void {
    const to = this.#columns;
    const at = this.length;
    to.openTimeMs[at] = alignDown(t, this.#stepMs);
    to.open[at] = c.open[row]!;
    to.high[at] = c.high[row]!;
    to.low[at] = c.low[row]!;
    to.close[at] = c.close[row]!;
    to.volume[at] = c.volume[row]!;
    this.#closeMs = to.openTimeMs[at]! + this.#stepMs;
  }

  #extend(c: CandleColumns, row: number): void {
    const to = this.#columns;
    const at = this.length;
    if (c.high[row]! > to.high[at]!) to.high[at] = c.high[row]!;
    if (c.low[row]! < to.low[at]!) to.low[at] = c.low[row]!;
    to.close[at] = c.close[row]!;
    to.volume[at]! += c.volume[row]!;
  }

  #finish(): void {
    this.length++;
    this.#closeMs = 0;
  }
}
