import { clipColumns, joinColumns, type CandleColumns } from '../market/columns.ts';
import { CandleError, CandleGapError, type CandleGap } from '../market/fault.ts';
import type { Interval } from '../market/interval.ts';
import type { CandleSeries } from '../market/series.ts';
import type { CancelSignal } from '../ports/cancel-signal.ts';
import type { CandleSource } from '../ports/candle-source.ts';
import type { TimestampMs } from '../units.ts';
import type { AskedHistory } from './asked-history.ts';
import type { Tape } from './tape.ts';

export interface AskedTapeParts {
  readonly source: CandleSource;
  readonly symbol: string;
  readonly series: CandleSeries;
  readonly history: AskedHistory;
  readonly gaps: 'skip' | 'error';
  readonly cancel: CancelSignal | undefined;
}

/**
 * A tape without read-ahead (decision 8): each question goes to the source as it is asked, and nothing else does. What
 * lies between two questions is not there, so only what was asked for may be looked at.
 */
export class AskedTape implements Tape {
  readonly series: CandleSeries;
  readonly onDemand = true;
  readonly goesOn = false;
  readonly endsAtMs: TimestampMs = Infinity;
  exhausted = false;
  coversUntilMs: TimestampMs = 0;
  readonly #parts: AskedTapeParts;
  #fromMs: TimestampMs = 0;
  #toMs: TimestampMs = 0;
  #askMs: TimestampMs | null = null;
  #newGaps: readonly CandleGap[] = [];

  constructor(parts: AskedTapeParts) {
    this.#parts = parts;
    this.series = parts.series;
  }

  want(fromMs: TimestampMs, toMs: TimestampMs, askMs: TimestampMs | null): void {
    this.#fromMs = Math.max(0, fromMs);
    this.#toMs = toMs;
    this.#askMs = askMs;
  }

  async more(): Promise<void> {
    for await (const page of this.#candles(this.series.interval, this.#fromMs, this.#toMs)) {
      if (this.exhausted) return; // closed while the source was thinking
      this.#append(page);
    }
    if (this.#askMs !== null) await this.#parts.history.load(this.#askMs, (interval, fromMs, toMs) => this.#gathered(interval, fromMs, toMs));
    this.coversUntilMs = this.#toMs;
    this.#tellGaps();
  }

  takeGaps(): readonly CandleGap[] {
    const gaps = this.#newGaps;
    this.#newGaps = [];
    return gaps;
  }

  async close(): Promise<void> {
    this.exhausted = true;
  }

  #candles(interval: Interval, fromMs: TimestampMs, toMs: TimestampMs): AsyncIterable<CandleColumns> {
    const { source, symbol, cancel } = this.#parts;
    return source.candles({ symbol, interval, fromMs, toMs, ...(cancel === undefined ? undefined : { cancel }) });
  }

  async #gathered(interval: Interval, fromMs: TimestampMs, toMs: TimestampMs): Promise<CandleColumns> {
    const pages: CandleColumns[] = [];
    // A page is valid until the next one only, so it is copied at once.
    for await (const page of this.#candles(interval, fromMs, toMs)) pages.push(joinColumns([clipColumns(page, fromMs, toMs)]));
    return joinColumns(pages);
  }

  /** Windows overlap: only what comes after the last candle held is new. */
  #append(page: CandleColumns): void {
    const fresh = clipColumns(page, Math.max(this.#fromMs, this.series.closedUntilMs), this.#toMs);
    if (fresh.length === 0) return;
    try {
      this.series.append(fresh);
    } catch (error) {
      throw error instanceof CandleError ? new CandleError(error.fault, `${this.#parts.source.name} ${this.#parts.symbol}`, { cause: error }) : error;
    }
  }

  /** What lies between two questions is no gap in the market. */
  #tellGaps(): void {
    const gaps = this.series.takeGaps().filter(({ fromMs, toMs }) => fromMs > this.#fromMs && toMs < this.#toMs);
    const [first] = gaps;
    if (this.#parts.gaps === 'error' && first !== undefined) throw new CandleGapError(first, this.#parts.symbol);
    this.#newGaps = gaps;
  }
}
