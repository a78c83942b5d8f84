import type { CandleColumns } from './columns.ts';
import type { CandleFault, CandleRule } from './fault.ts';
import type { DurationMs, Price, TimestampMs } from '../units.ts';
import { TrailingReference } from './trailing-reference.ts';

type Columns = Omit<CandleColumns, 'length'>;

export interface CheckOptions {
  /** A price below reference / factor is an anomaly. Default 1000. */
  readonly anomalyFactor?: number;
  /** From this many earlier candles on the reference is their median, below it their mean. Default 5. */
  readonly minForMedian?: number;
}

/**
 * Judges candles one after another against decision 6: positive aligned ascending times, finite positive prices inside
 * their own range, volume ≥ 0, and no price below the trailing reference / factor. Keeps only what the next one needs.
 */
export class CandleCheck {
  readonly #stepMs: DurationMs;
  readonly #reference: TrailingReference;
  readonly #factor: number;
  /** No number before the first row, so that nothing follows on it unseen. */
  #lastMs: TimestampMs = Number.NaN;
  /** Highest price of the rows passed last. */
  #max: Price = 0;

  constructor(stepMs: DurationMs, options: CheckOptions = {}) {
    this.#stepMs = stepMs;
    this.#factor = options.anomalyFactor ?? 1000;
    this.#reference = new TrailingReference(this.#factor, options.minForMedian ?? 5);
  }

  /** Row of the first broken candle in `[from, to)`, or `to`. Rows before it are accepted and remembered. */
  accept(c: Columns, from: number, to: number): number {
    let row = from;
    while (row < to) {
      const stop = Math.min(to, row + this.#reference.stretch);
      const end = this.#plainRows(c, row, stop);
      this.#reference.widen(this.#max, end - row);
      row = end;
      if (row === stop) continue;
      if (!this.#judge(c, from, row)) break;
      this.#lastMs = c.openTimeMs[row]!;
      this.#reference.widen(c.high[row]!, 1);
      row++;
    }
    this.#reference.keep(c, from, row);
    return row;
  }

  /**
   * Passes rows that follow each other without a gap and are right beyond doubt. Whatever needs a second look ends the
   * loop: kept out of it, that costs nothing while there is nothing to look at.
   */
  #plainRows({ openTimeMs, open, high, low, close, volume }: Columns, first: number, to: number): number {
    const step = this.#stepMs;
    const factor = this.#factor;
    const bound = this.#reference.bound;
    let last = this.#lastMs;
    let max = 0;
    let row = first;
    for (; row < to; row++) {
      const t = openTimeMs[row]!;
      const o = open[row]!;
      const h = high[row]!;
      const l = low[row]!;
      const x = close[row]!;
      const v = volume[row]!;
      // Every comparison with NaN is false, so one expression covers "finite" as well. Alignment holds by induction
      // while candles follow each other, which spares the division.
      const whole = l > 0 && h < Infinity && l <= o && o <= h && l <= x && x <= h && v >= 0 && v < Infinity;
      if (!whole || t !== last + step) break;
      const scaled = l * factor;
      if (scaled < bound || scaled < max) break;
      if (h > max) max = h;
      last = t;
    }
    this.#lastMs = last;
    this.#max = max;
    return row;
  }

  /** The rules to the letter, for one row. */
  #judge(c: Columns, from: number, row: number): boolean {
    const t = c.openTimeMs[row]!;
    const [o, h, l, x, v] = [c.open[row]!, c.high[row]!, c.low[row]!, c.close[row]!, c.volume[row]!];
    const whole = l > 0 && h < Infinity && l <= o && o <= h && l <= x && x <= h && v >= 0 && v < Infinity;
    return whole && !(t <= this.#lastMs) && isTime(t, this.#stepMs) && this.#reference.allows(c, from, row);
  }

  /** What is wrong with the row at which `accept` stopped. */
  explain(c: Columns, row: number): CandleFault {
    const t = c.openTimeMs[row]!;
    const o = c.open[row]!;
    const h = c.high[row]!;
    const l = c.low[row]!;
    const x = c.close[row]!;
    const v = c.volume[row]!;
    const fault = (rule: CandleRule, detail: string): CandleFault => ({ row, openTimeMs: t, rule, detail });
    if (!isTime(t, this.#stepMs)) return fault('timestamp', `time ${t} is not a positive multiple of ${this.#stepMs} ms`);
    const at = new Date(t).toISOString();
    if (t === this.#lastMs) return fault('duplicate', `candle ${at} appears twice`);
    if (t < this.#lastMs) return fault('order', `candle ${at} comes after ${new Date(this.#lastMs).toISOString()}`);
    const prices = `open ${o}, high ${h}, low ${l}, close ${x}`;
    if (![o, h, l, x, v].every(Number.isFinite)) return fault('finite', `candle ${at} holds a value that is no number: ${prices}, volume ${v}`);
    if (!(o > 0 && h > 0 && l > 0 && x > 0)) return fault('positive', `candle ${at} holds a price that is not positive: ${prices}`);
    if (v < 0) return fault('volume', `candle ${at} has negative volume ${v}`);
    if (h < o || h < l || h < x) return fault('high', `candle ${at}: high is not the highest of ${prices}`);
    if (l > o || l > x) return fault('low', `candle ${at}: low is not the lowest of ${prices}`);
    return fault('anomaly', `candle ${at}: low ${l} is anomalously far below the usual price ${this.#reference.value(c, row, row)}`);
  }
}

/** The latest instant a `Date` can hold: beyond it a "time" is a mistake of units. */
const LAST_TIME_MS = 8.64e15;

function isTime(t: number, step: DurationMs): boolean {
  return t > 0 && t <= LAST_TIME_MS && t % step === 0;
}
