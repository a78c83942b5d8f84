import { InputError } from '../error.ts';
import type { DurationMs, TimestampMs } from '../units.ts';
import { allocateColumns, type CandleColumns } from './columns.ts';
import { alignDown, alignUp, intervalMs, type Interval } from './interval.ts';

type Columns = Omit<CandleColumns, 'length'>;

/** Room at first: most intervals that a strategy looks at never fill what may be kept of them. */
const FIRST_CAPACITY = 64;

/** What the resampler reads: a series, or anything shaped like one. */
export interface ResampleInput {
  readonly columns: Columns;
  readonly stepMs: DurationMs;
  /** Rows forgotten before row 0. */
  readonly dropped: number;
}

/**
 * Candles of a longer interval put together from closed shorter ones, aligned to UTC. A candle appears at the instant
 * its interval ends, never before; minutes that are missing are left out of it. The newest `keep` candles are held.
 */
export class Resampler {
  readonly interval: Interval;
  readonly stepMs: DurationMs;
  readonly keep: number;
  length = 0;
  columns: Columns;
  readonly #capacity: number;
  #nextRow: number;
  #startMs: TimestampMs | undefined;
  #openTimeMs: TimestampMs = -1;
  #open = 0;
  #high = 0;
  #low = 0;
  #close = 0;
  #volume = 0;

  /**
   * @param firstRow - absolute row (`dropped` + row) of the first input candle to use
   * @param knownFromMs - the input holds every candle there is from this instant on; absent: from its first row on
   */
  constructor(interval: Interval, keep: number, inputStepMs: DurationMs, firstRow = 0, knownFromMs?: TimestampMs) {
    this.interval = interval;
    this.stepMs = intervalMs(interval);
    if (this.stepMs % inputStepMs !== 0) {
      throw new InputError('interval/resample', `Candles of ${inputStepMs / 60_000} minutes cannot be put together to ${interval}; load a shorter interval.`);
    }
    this.keep = keep;
    this.#capacity = Math.max(keep * 2, 16);
    this.columns = allocateColumns(Math.min(FIRST_CAPACITY, this.#capacity));
    this.#nextRow = firstRow;
    this.#startMs = knownFromMs === undefined ? undefined : alignUp(knownFromMs, this.stepMs);
  }

  /** Takes in the input rows below `closed`, all of which have closed by `nowMs`. */
  catchUp(input: ResampleInput, closed: number, nowMs: TimestampMs): void {
    const c = input.columns;
    for (let row = this.#nextRow - input.dropped; row < closed; row++) this.#add(c, row);
    this.#nextRow = Math.max(this.#nextRow, closed + input.dropped);
    if (this.#openTimeMs >= 0 && this.#openTimeMs + this.stepMs <= nowMs) this.#finish();
  }

  #add(c: Columns, row: number): void {
    const t = c.openTimeMs[row]!;
    // A candle whose first minutes were never seen would be a wrong one, so the first whole one is awaited.
    this.#startMs ??= alignUp(t, this.stepMs);
    if (t < this.#startMs) return;
    if (this.#openTimeMs >= 0 && t >= this.#openTimeMs + this.stepMs) this.#finish();
    if (this.#openTimeMs < 0) {
      this.#openTimeMs = alignDown(t, this.stepMs);
      this.#open = c.open[row]!;
      this.#high = c.high[row]!;
      this.#low = c.low[row]!;
      this.#volume = 0;
    }
    if (c.high[row]! > this.#high) this.#high = c.high[row]!;
    if (c.low[row]! < this.#low) this.#low = c.low[row]!;
    this.#close = c.close[row]!;
    this.#volume += c.volume[row]!;
  }

  #finish(): void {
    if (this.length === this.columns.openTimeMs.length) this.#makeRoom();
    const at = this.length++;
    this.columns.openTimeMs[at] = this.#openTimeMs;
    this.columns.open[at] = this.#open;
    this.columns.high[at] = this.#high;
    this.columns.low[at] = this.#low;
    this.columns.close[at] = this.#close;
    this.columns.volume[at] = this.#volume;
    this.#openTimeMs = -1;
  }

  /** By larger columns, or where they may not be larger, by forgetting the oldest candles. */
  #makeRoom(): void {
    const { columns, length } = this;
    if (length < this.#capacity) {
      this.columns = allocateColumns(Math.min(length * 2, this.#capacity));
      for (const name of Object.keys(columns) as (keyof Columns)[]) this.columns[name].set(columns[name]);
      return;
    }
    for (const column of Object.values(columns) as Float64Array[]) column.copyWithin(0, length - this.keep, length);
    this.length = this.keep;
  }
}
