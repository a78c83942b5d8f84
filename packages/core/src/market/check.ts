import type { CandleColumns } from './columns.ts';
import type { CandleFault, CandleRule } from './fault.ts';
import type { DurationMs, TimestampMs } from '../units.ts';
import { TrailingReference } from './trailing-reference.ts';

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
  #lastMs: TimestampMs = 0;

  constructor(stepMs: DurationMs, options: CheckOptions = {}) {
    this.#stepMs = stepMs;
    this.#reference = new TrailingReference(options.anomalyFactor ?? 1000, options.minForMedian ?? 5);
  }

  /** Row of the first broken candle in `[from, to)`, or `to`. Rows before it are accepted and remembered. */
  accept(c: CandleColumns, from: number, to: number): number {
    const { openTimeMs, open, high, low, close, volume } = c;
    const step = this.#stepMs;
    const reference = this.#reference;
    let last = this.#lastMs;
    let row = from;
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
      const timed = t === last + step ? last > 0 || isTime(t, step) : t > last && isTime(t, step);
      if (!whole || !timed || !reference.allows(l)) break;
      reference.push(o, h, l, x);
      last = t;
    }
    this.#lastMs = last;
    return row;
  }

  /** What is wrong with the row at which `accept` stopped. */
  explain(c: CandleColumns, row: number): CandleFault {
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
    return fault('anomaly', `candle ${at}: low ${l} is anomalously far below the usual price ${this.#reference.value()}`);
  }
}

/** The latest instant a `Date` can hold: beyond it a "time" is a mistake of units. */
const LAST_TIME_MS = 8.64e15;

function isTime(t: number, step: DurationMs): boolean {
  return t > 0 && t <= LAST_TIME_MS && t % step === 0;
}
