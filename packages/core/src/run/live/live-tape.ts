import { clipColumns, type CandleColumns } from '../../market/columns.ts';
import { CandleError, CandleGapError, type CandleGap } from '../../market/fault.ts';
import type { CandleSeries } from '../../market/series.ts';
import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { CandleSource } from '../../ports/candle-source.ts';
import type { TimestampMs } from '../../units.ts';
import type { Tape } from '../tape.ts';

export interface LiveTapeParts {
  readonly source: CandleSource;
  readonly symbol: string;
  readonly series: CandleSeries;
  readonly gaps: 'skip' | 'error';
  readonly cancel: CancelSignal;
  /** Where the past begins. */
  readonly firstMs: TimestampMs;
}

/** A tape that grows with time: at each tick it takes in what has closed since, and nobody can read ahead. */
export class LiveTape implements Tape {
  readonly series: CandleSeries;
  readonly onDemand = false;
  readonly goesOn = true;
  readonly endsAtMs: TimestampMs = Infinity;
  exhausted = false;
  coversUntilMs: TimestampMs = 0;
  readonly #parts: LiveTapeParts;
  readonly #held: CandleSeries | undefined;

  constructor(parts: LiveTapeParts) {
    this.#parts = parts;
    this.series = parts.series;
    const held = parts.source.held?.(parts.symbol, parts.series.interval);
    this.#held = held === parts.series ? undefined : held;
  }

  want(): void {}

  /** Whether the candle that closed at an instant is in. */
  has(whenMs: TimestampMs): boolean {
    return this.series.closedUntilMs >= whenMs;
  }

  /** Shows what has closed by an instant, and nothing else. */
  showUntil(whenMs: TimestampMs): void {
    // No candle closes within a millisecond of a minute's end, so what is in by then is in by a millisecond later.
    this.coversUntilMs = whenMs + 1;
  }

  /**
   * Takes in what has closed by an instant, as far as the source knows it: without a promise where it is at hand.
   *
   * @throws {CandleError} for a broken candle
   * @throws {CandleGapError} when candles are missing and the run was told to stop at that
   * @throws {SourceError} when the source cannot answer
   */
  fetch(whenMs: TimestampMs): Promise<void> | undefined {
    if (this.has(whenMs)) return undefined;
    const fromMs = Math.max(this.series.closedUntilMs, this.#parts.firstMs);
    if (this.#held === undefined) return this.#read(fromMs, whenMs);
    this.#copy(this.#held, fromMs, whenMs);
    return undefined;
  }

  /** Never: what is not there yet comes with a later tick. */
  more(): Promise<void> {
    return Promise.resolve();
  }

  takeGaps(): readonly CandleGap[] {
    const gaps = this.series.takeGaps();
    const [first] = gaps;
    if (this.#parts.gaps === 'error' && first !== undefined) throw new CandleGapError(first, this.#parts.symbol);
    return gaps;
  }

  async close(): Promise<void> {
    this.exhausted = true;
  }

  async #read(fromMs: TimestampMs, toMs: TimestampMs): Promise<void> {
    const { source, symbol, cancel, series } = this.#parts;
    for await (const page of source.candles({ symbol, interval: series.interval, fromMs, toMs, cancel })) {
      if (cancel.aborted) return;
      this.#append(clipColumns(page, Math.max(fromMs, series.closedUntilMs), toMs));
    }
  }

  #copy(held: CandleSeries, fromMs: TimestampMs, toMs: TimestampMs): void {
    const from = held.closedBy(fromMs + held.stepMs - 1);
    const to = held.closedBy(toMs);
    if (to <= from) return;
    const part = (column: Float64Array): Float64Array => column.subarray(from, to);
    const { openTimeMs, open, high, low, close, volume } = held.columns;
    this.#append({ length: to - from, openTimeMs: part(openTimeMs), open: part(open), high: part(high), low: part(low), close: part(close), volume: part(volume) });
  }

  #append(page: CandleColumns): void {
    if (page.length === 0) return;
    const { source, symbol, series } = this.#parts;
    try {
      series.append(page);
    } catch (error) {
      throw error instanceof CandleError ? new CandleError(error.fault, `${source.name} ${symbol}`, { cause: error }) : error;
    }
  }
}
