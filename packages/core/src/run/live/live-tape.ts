import { EngineError, SourceError } from '../../error.ts';
import { rowsWithin, sliceColumns, type CandleColumns } from '../../market/columns.ts';
import { CandleError, CandleGapError, type CandleGap } from '../../market/fault.ts';
import type { CandleSeries } from '../../market/series.ts';
import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { CandleSource } from '../../ports/candle-source.ts';
import { textOfThrown } from '../../thrown.ts';
import type { TimestampMs } from '../../units.ts';
import type { Tape } from '../tape.ts';

export interface LiveTapeParts {
  readonly source: CandleSource;
  /** Called when no more candles are wanted. */
  readonly release?: () => void;
  readonly symbol: string;
  readonly series: CandleSeries;
  readonly gaps: 'skip' | 'error';
  readonly cancel: CancelSignal;
  /** Where the past begins. */
  readonly firstMs: TimestampMs;
  /** Gaps that end by this instant were told before, or are nobody's business. */
  readonly gapsAfterMs: TimestampMs;
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
  /** Close of the newest candle that was broken, and stayed so when it was asked for again. */
  #brokenUntilMs: TimestampMs = 0;
  #faults: CandleError[] = [];

  constructor(parts: LiveTapeParts) {
    this.#parts = parts;
    this.series = parts.series;
    const held = parts.source.held?.(parts.symbol, parts.series.interval);
    this.#held = held === parts.series ? undefined : held;
  }

  want(): void {}

  /** Where the past begins. */
  get firstMs(): TimestampMs {
    return this.#parts.firstMs;
  }

  /** Whether nothing more is to be had of what closed by an instant. */
  has(whenMs: TimestampMs): boolean {
    return this.#untilMs >= whenMs;
  }

  /** Shows what has closed by an instant, and nothing else. */
  showUntil(whenMs: TimestampMs): void {
    // No candle closes within a millisecond of a minute's end, so what is in by then is in by a millisecond later.
    this.coversUntilMs = whenMs + 1;
  }

  /**
   * Takes in what has closed by an instant, as far as the source knows it: without a promise where it is at hand. A broken
   * candle is asked for once more, and is then a gap (decision 6).
   *
   * @throws {SourceError} when the source cannot answer
   */
  fetch(whenMs: TimestampMs): Promise<void> | undefined {
    if (this.has(whenMs)) return undefined;
    if (this.#held === undefined) return this.#read(whenMs);
    this.#copy(this.#held, whenMs);
    return undefined;
  }

  /** Never: what is not there yet comes with a later tick. */
  more(): Promise<void> {
    return Promise.resolve();
  }

  /** @throws {CandleGapError} when candles are missing and the run was told to stop at that */
  takeGaps(): readonly CandleGap[] {
    const { gaps, gapsAfterMs, symbol } = this.#parts;
    const fresh = this.series.takeGaps().filter(({ toMs }) => toMs > gapsAfterMs);
    const [first] = fresh;
    if (gaps === 'error' && first !== undefined) throw new CandleGapError(first, symbol);
    return fresh;
  }

  /** What was left out because it was broken: one fault for each time that something was. */
  takeFaults(): readonly CandleError[] {
    return this.#faults.splice(0);
  }

  async close(): Promise<void> {
    this.exhausted = true;
    this.#parts.release?.();
  }

  get #untilMs(): TimestampMs {
    return Math.max(this.series.closedUntilMs, this.#brokenUntilMs);
  }

  async #read(whenMs: TimestampMs): Promise<void> {
    try {
      await this.#pages(whenMs, (page) => this.#append(page));
    } catch (error) {
      if (!(error instanceof CandleError)) throw this.#failure(error);
      await this.#readAgain(whenMs);
    }
  }

  /** Once more, and this time past what is broken. */
  async #readAgain(whenMs: TimestampMs): Promise<void> {
    const faults: CandleError[] = [];
    for (let toMs = whenMs; ; ) {
      const fromMs = this.#untilMs;
      try {
        await this.#pages(toMs, (page) => this.#appendWhole(page, faults));
        if (toMs === whenMs) break;
        this.#brokenUntilMs = toMs + this.series.stepMs;
        toMs = whenMs;
      } catch (error) {
        if (!(error instanceof CandleError)) throw this.#failure(error);
        faults.push(error);
        // A source that judges its candles itself may have kept back good ones with the broken one: those before it first.
        const { openTimeMs, rule } = error.fault;
        if (rule === 'timestamp' || openTimeMs < fromMs || openTimeMs >= toMs) break;
        toMs = openTimeMs;
      }
    }
    this.#faults.push(...faults.slice(0, 1));
  }

  async #pages(toMs: TimestampMs, take: (page: CandleColumns) => void): Promise<void> {
    const { source, symbol, cancel, series, firstMs } = this.#parts;
    const fromMs = Math.max(this.#untilMs, firstMs);
    if (fromMs >= toMs) return;
    for await (const page of source.candles({ symbol, interval: series.interval, fromMs, toMs, cancel })) {
      if (cancel.aborted) return;
      take(rowsWithin(page, Math.max(fromMs, series.closedUntilMs), toMs));
    }
  }

  #copy(held: CandleSeries, whenMs: TimestampMs): void {
    const from = held.closedBy(Math.max(this.#untilMs, this.#parts.firstMs) + held.stepMs - 1);
    const to = held.closedBy(whenMs);
    const faults: CandleError[] = [];
    if (to > from) this.#appendWhole(sliceColumns({ length: held.length, ...held.columns }, from, to), faults);
    this.#faults.push(...faults.slice(0, 1));
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

  /** Takes in a page but for its broken candles. */
  #appendWhole(page: CandleColumns, faults: CandleError[]): void {
    const { series } = this.#parts;
    for (let rest = page; rest.length > 0; ) {
      const before = series.dropped + series.length;
      try {
        return this.#append(rest);
      } catch (error) {
        if (!(error instanceof CandleError)) throw error;
        faults.push(error);
        const { openTimeMs, rule } = error.fault;
        if (rule !== 'timestamp') this.#brokenUntilMs = Math.max(this.#brokenUntilMs, openTimeMs + series.stepMs);
        rest = sliceColumns(rest, series.dropped + series.length - before + 1, rest.length);
      }
    }
  }

  /** Whatever an adapter throws, the next tick asks it again. */
  #failure(error: unknown): EngineError {
    if (error instanceof EngineError) return error;
    const { source, symbol } = this.#parts;
    return new SourceError('source/failed', `${source.name} ${symbol}: ${textOfThrown(error)}`, { cause: error, retryable: true });
  }
}
