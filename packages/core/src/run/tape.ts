import { clipColumns, type CandleColumns } from '../market/columns.ts';
import { CandleError, CandleGapError, type CandleGap } from '../market/fault.ts';
import type { CandleSeries } from '../market/series.ts';
import type { CandleRange, CandleSource } from '../ports/candle-source.ts';
import type { TimestampMs } from '../units.ts';

/** Where a run reads its candles. */
export interface Tape {
  readonly series: CandleSeries;
  /** Candles come only when somebody asks for their very range. */
  readonly onDemand: boolean;
  /** Candles come with time: one that is not there at its time is a gap, not the end. */
  readonly goesOn: boolean;
  /** No more candles will come. */
  readonly exhausted: boolean;
  /** Every candle that closes by this instant is in; on demand, of those wanted last. */
  readonly coversUntilMs: TimestampMs;
  /** Close of the very last candle, once it is known. */
  readonly endsAtMs: TimestampMs;
  /** Names what `more` is to bring: candles that open in a range, and when the strategy is about to look at its history. */
  want(fromMs: TimestampMs, toMs: TimestampMs, askMs: TimestampMs | null): void;
  /**
   * Takes in more candles.
   *
   * @throws {CandleError} when a candle is broken
   * @throws {CandleGapError} when candles are missing and the run was told to stop at that
   */
  more(): Promise<void>;
  /** Gaps that came to light since the last call. */
  takeGaps(): readonly CandleGap[];
  /** @param abandon - do not wait for the source: it may be stuck in an answer that never comes */
  close(abandon: boolean): Promise<void>;
}

/** A tape that is played from its beginning: a series fed page by page, or one that is complete already. */
export class PlayedTape implements Tape {
  readonly series: CandleSeries;
  readonly onDemand = false;
  readonly goesOn = false;
  exhausted: boolean;
  coversUntilMs: TimestampMs;
  endsAtMs: TimestampMs;
  readonly #range: CandleRange | undefined;
  readonly #sourceName: string;
  readonly #pages: AsyncIterator<CandleColumns> | undefined;
  readonly #gaps: 'skip' | 'error';
  readonly #gapsUntilMs: TimestampMs;
  #newGaps: readonly CandleGap[] = [];

  private constructor(series: CandleSeries, gaps: 'skip' | 'error', gapsUntilMs: TimestampMs, source?: CandleSource, range?: CandleRange) {
    this.series = series;
    this.exhausted = source === undefined;
    this.coversUntilMs = source === undefined ? Infinity : series.closedUntilMs;
    this.endsAtMs = source === undefined ? series.closedUntilMs : Infinity;
    this.#gaps = gaps;
    this.#gapsUntilMs = gapsUntilMs;
    this.#range = range;
    this.#sourceName = source?.name ?? series.name;
    this.#pages = source === undefined || range === undefined ? undefined : source.candles(range)[Symbol.asyncIterator]();
  }

  /** Plays what a source answers for a range. Gaps that end at or after `gapsUntilMs` are nobody's business. */
  static play(source: CandleSource, range: CandleRange, series: CandleSeries, gaps: 'skip' | 'error', gapsUntilMs: TimestampMs): PlayedTape {
    return new PlayedTape(series, gaps, gapsUntilMs, source, range);
  }

  /**
   * Plays a series that is complete; only its gaps in `(fromMs, toMs)` are told.
   *
   * @throws {CandleGapError} as `more`
   */
  static of(series: CandleSeries, gaps: 'skip' | 'error', fromMs: TimestampMs, toMs: TimestampMs): PlayedTape {
    const tape = new PlayedTape(series, gaps, toMs);
    tape.#newGaps = series.gapsBetween(fromMs, toMs);
    const [first] = tape.#newGaps;
    if (gaps === 'error' && first !== undefined) throw new CandleGapError(first, series.name);
    return tape;
  }

  /** It brings everything in its order anyway. */
  want(): void {}

  takeGaps(): readonly CandleGap[] {
    const gaps = this.#newGaps;
    this.#newGaps = [];
    return gaps;
  }

  async more(): Promise<void> {
    const page = await this.#pages?.next();
    if (page === undefined || page.done === true) return this.#exhaust();
    this.#append(clipColumns(page.value, this.#range!.fromMs, this.#range!.toMs));
    this.coversUntilMs = this.series.closedUntilMs;
    // A source may go on beyond what it was asked for, and need not have an end.
    if (page.value.length > 0 && page.value.openTimeMs[page.value.length - 1]! >= this.#range!.toMs) this.#exhaust();
  }

  #exhaust(): void {
    this.exhausted = true;
    this.coversUntilMs = Infinity;
    this.endsAtMs = this.series.closedUntilMs;
  }

  async close(abandon: boolean): Promise<void> {
    this.exhausted = true;
    const released = this.#pages?.return?.();
    if (abandon) released?.catch(() => undefined);
    else await released;
  }

  #append(page: CandleColumns): void {
    if (page.length === 0) return;
    try {
      this.series.append(page);
    } catch (error) {
      throw error instanceof CandleError ? new CandleError(error.fault, `${this.#sourceName} ${this.#range?.symbol ?? ''}`.trim(), { cause: error }) : error;
    }
    this.#newGaps = this.series.takeGaps().filter(({ toMs }) => toMs < this.#gapsUntilMs);
    const [first] = this.#newGaps;
    if (this.#gaps === 'error' && first !== undefined) throw new CandleGapError(first, this.#range?.symbol ?? this.#sourceName);
  }
}
