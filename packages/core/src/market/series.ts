import { InputError } from '../error.ts';
import type { DurationMs, Price, TimestampMs } from '../units.ts';
import { Blocks, LARGEST_BLOCK, type RangeExtremes } from './blocks.ts';
import { CandleCheck, type CheckOptions } from './check.ts';
import { allocateColumns, type CandleColumns } from './columns.ts';
import { CandleError, type CandleGap } from './fault.ts';
import { intervalMs, type Interval } from './interval.ts';
import { DEFAULT_VWAP, fillVwap, vwapAt, type VwapWindow } from './vwap.ts';

export interface SeriesOptions {
  readonly interval?: Interval;
  readonly vwap?: VwapWindow;
  readonly check?: CheckOptions;
  /** Named in errors. */
  readonly name?: string;
}

type Columns = Omit<CandleColumns, 'length'>;

/** Rows taken in at a time: all that is done to them finds them in the nearest cache. */
const CHUNK = 1024;

/**
 * Closed candles of one interval in columns, oldest first, checked on the way in, with the VWAP at each close beside
 * them and block extremes above them. Grows by `append`; `release` lets it forget what nobody needs, so that its size
 * stays bounded while years pass through. Rows are counted from 0 at the oldest candle held; `dropped` rows came before.
 */
export class CandleSeries {
  readonly interval: Interval;
  readonly stepMs: DurationMs;
  readonly vwapWindow: VwapWindow;
  readonly name: string;
  /** Number of candles held. */
  length = 0;
  /** Number of candles forgotten at the old end. */
  dropped = 0;
  /** Number of gaps seen since the beginning. */
  gapCount = 0;
  columns: Columns;
  /** VWAP at the close of each row. */
  vwap: Float64Array;
  readonly #check: CandleCheck;
  readonly #ranges = new Blocks();
  #averages: Blocks | undefined;
  #newGaps: CandleGap[] = [];
  #needed = 0;
  /** Open time of row 0. */
  #firstMs: TimestampMs = 0;
  /** Absolute row of the candle behind the newest gap; none of the rows held comes after one when it is dropped. */
  #lastGapRow = 0;

  constructor(options: SeriesOptions = {}, columns: Columns = allocateColumns(0)) {
    this.interval = options.interval ?? '1m';
    this.stepMs = intervalMs(this.interval);
    this.vwapWindow = options.vwap ?? { ...DEFAULT_VWAP, intervalMs: this.stepMs };
    this.name = options.name ?? 'candles';
    const { count, intervalMs: windowMs } = this.vwapWindow;
    if (!(Number.isInteger(count) && count >= 1 && windowMs > 0 && windowMs % this.stepMs === 0)) {
      throw new InputError('series/vwap', `The VWAP of ${this.name} needs a whole number of candles and a multiple of ${this.interval}, not ${count} of ${windowMs} ms.`);
    }
    this.#check = new CandleCheck(this.stepMs, options.check);
    this.columns = columns;
    this.vwap = new Float64Array(columns.openTimeMs.length);
  }

  /**
   * A series over columns that are already complete. The columns are used as they are, not copied.
   *
   * @throws {CandleError} at the first broken candle
   */
  static over(columns: CandleColumns, options: SeriesOptions = {}): CandleSeries {
    const series = new CandleSeries(options, columns);
    series.#take(0, columns.length);
    return series;
  }

  /**
   * Copies a page behind the last candle.
   *
   * @throws {CandleError} at the first broken candle; the candles before it are kept
   */
  append(page: CandleColumns): void {
    this.#makeRoom(page.length);
    const at = this.length;
    const { openTimeMs, open, high, low, close, volume } = this.columns;
    const n = page.length;
    const part = (column: Float64Array): Float64Array => (column.length === n ? column : column.subarray(0, n));
    openTimeMs.set(part(page.openTimeMs), at);
    open.set(part(page.open), at);
    high.set(part(page.high), at);
    low.set(part(page.low), at);
    close.set(part(page.close), at);
    volume.set(part(page.volume), at);
    this.#take(at, at + n);
  }

  /** Rows before absolute row `needed` (`dropped` + row) may be forgotten, save those the next VWAP still looks at. */
  release(needed: number): void {
    if (needed > this.#needed) this.#needed = needed;
  }

  /** Gaps found since the last call, oldest first. */
  takeGaps(): readonly CandleGap[] {
    const gaps = this.#newGaps;
    if (gaps.length > 0) this.#newGaps = [];
    return gaps;
  }

  /** Gaps between the held candles that end in `(fromMs, toMs)`. */
  gapsBetween(fromMs: TimestampMs, toMs: TimestampMs): readonly CandleGap[] {
    const gaps: CandleGap[] = [];
    const times = this.columns.openTimeMs;
    const end = this.#lastGapRow <= this.dropped ? 0 : this.length;
    for (let i = 1; i < end; i++) {
      const expectedMs = times[i - 1]! + this.stepMs;
      if (times[i] !== expectedMs && times[i]! > fromMs && times[i]! < toMs) gaps.push({ fromMs: expectedMs, toMs: times[i]! });
    }
    return gaps;
  }

  /** How many of the held candles have closed by `atMs`. */
  closedBy(atMs: TimestampMs): number {
    if (this.#lastGapRow > this.dropped) return this.#searchClosed(atMs);
    const rows = Math.floor((atMs - this.#firstMs) / this.stepMs);
    return rows <= 0 ? 0 : rows < this.length ? rows : this.length;
  }

  /** The same where gaps forbid to count. */
  #searchClosed(atMs: TimestampMs): number {
    const times = this.columns.openTimeMs;
    const last = atMs - this.stepMs;
    let lo = -1;
    let hi = Math.min(this.length - 1, Math.floor((last - this.#firstMs) / this.stepMs));
    while (lo < hi) {
      const middle = (lo + hi + 1) >> 1;
      if (times[middle]! <= last) lo = middle;
      else hi = middle - 1;
    }
    return lo + 1;
  }

  /** Open time of a held row. Without gaps it follows from the first row's, which spares a visit to the column. */
  openTimeAt(row: number): TimestampMs {
    return this.#lastGapRow <= this.dropped ? this.#firstMs + row * this.stepMs : this.columns.openTimeMs[row]!;
  }

  /** The instant up to which candles are held; 0 when there are none. */
  get closedUntilMs(): TimestampMs {
    return this.length === 0 ? 0 : this.openTimeAt(this.length - 1) + this.stepMs;
  }

  /** The VWAP at an instant, or `NaN` where its window holds no candle. `closed` = `closedBy(atMs)`. */
  vwapAt(atMs: TimestampMs, closed: number): Price {
    return closed > 0 && this.openTimeAt(closed - 1) + this.stepMs === atMs ? this.vwap[closed - 1]! : this.#vwapBetween(atMs, closed);
  }

  #vwapBetween(atMs: TimestampMs, closed: number): Price {
    return vwapAt(this.columns, closed, atMs, this.stepMs, this.vwapWindow);
  }

  /** The same over those candles of the window only that opened at or after `sinceMs`. */
  vwapSince(sinceMs: TimestampMs, atMs: TimestampMs, closed: number): Price {
    return vwapAt(this.columns, closed, atMs, this.stepMs, this.vwapWindow, sinceMs);
  }

  /** From this long after an instant on, no VWAP holds a candle that opened before it. */
  get vwapSpanMs(): DurationMs {
    return (this.vwapWindow.count + 1) * this.vwapWindow.intervalMs;
  }

  /** First row in `[from, to)` whose high or low reaches a price, or `to`. */
  firstRangeTouch(from: number, to: number, above: Price, below: Price): number {
    return this.#ranges.firstTouch(this.columns.high, this.columns.low, from, to, above, below);
  }

  /** First row in `[from, to)` whose VWAP reaches a price, or `to`. Its blocks are built when first asked for. */
  firstVwapTouch(from: number, to: number, above: Price, below: Price): number {
    if (this.#averages === undefined) {
      this.#averages = new Blocks();
      this.#averages.extend(this.vwap, this.vwap, this.length);
    }
    return this.#averages.firstTouch(this.vwap, this.vwap, from, to, above, below);
  }

  /** Highest high and lowest low of the rows `[from, to)`. The object is reused: read it at once. */
  extremes(from: number, to: number): Readonly<RangeExtremes> {
    return this.#ranges.extremes(this.columns.high, this.columns.low, from, to);
  }

  #take(from: number, to: number): void {
    const { columns, vwap } = this;
    const end = this.#check.accept(columns, from, to);
    for (let at = from; at < end; at += CHUNK) {
      const next = Math.min(at + CHUNK, end);
      fillVwap(columns, vwap, at, next, this.stepMs, this.vwapWindow);
      this.#ranges.extend(columns.high, columns.low, next);
      this.#averages?.extend(vwap, vwap, next);
    }
    this.length = end;
    this.#firstMs = columns.openTimeMs[0] ?? 0;
    this.#noteGaps(Math.max(from, 1), end);
    if (end < to) throw new CandleError(this.#check.explain(columns, end), this.name);
  }

  #noteGaps(from: number, to: number): void {
    const times = this.columns.openTimeMs;
    if (to <= from || times[to - 1]! - times[from - 1]! === (to - from) * this.stepMs) return;
    for (let i = from; i < to; i++) {
      const expectedMs = times[i - 1]! + this.stepMs;
      if (times[i] === expectedMs) continue;
      this.gapCount++;
      this.#lastGapRow = this.dropped + i;
      this.#newGaps.push({ fromMs: expectedMs, toMs: times[i]! });
    }
  }

  #makeRoom(count: number): void {
    const capacity = this.vwap.length;
    if (this.length + count <= capacity) return;
    const { count: averaged, intervalMs: windowMs } = this.vwapWindow;
    const unneeded = Math.min(this.#needed - this.dropped, this.length - Math.ceil(((averaged + 1) * windowMs) / this.stepMs));
    const free = Math.floor(unneeded / LARGEST_BLOCK) * LARGEST_BLOCK;
    if (free > 0 && free >= this.length / 2) this.#drop(free);
    if (this.length + count > capacity) this.#grow(Math.max(this.length + count, capacity * 2, 1024));
  }

  #drop(rows: number): void {
    const shift = (column: Float64Array): void => void column.copyWithin(0, rows, this.length);
    Object.values(this.columns).forEach(shift);
    shift(this.vwap);
    this.#ranges.drop(rows);
    this.#averages?.drop(rows);
    this.length -= rows;
    this.#firstMs = this.columns.openTimeMs[0] ?? 0;
    this.dropped += rows;
  }

  #grow(capacity: number): void {
    const larger = allocateColumns(capacity);
    const held = this.columns;
    for (const key of Object.keys(larger) as (keyof Columns)[]) larger[key].set(held[key].subarray(0, this.length));
    this.columns = larger;
    const vwap = new Float64Array(capacity);
    vwap.set(this.vwap.subarray(0, this.length));
    this.vwap = vwap;
  }
}
