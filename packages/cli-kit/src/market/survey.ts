import { intervalMs, type CancelSignal, type CandleStore, type DurationMs, type SeriesKey, type Span, type TimestampMs } from '@tradewright/core';

/** Where holes are named one by one, so many are. */
const MOST_NAMED = 20;

/** What a series holds within a span. */
export interface Survey {
  readonly covered: readonly Span[];
  readonly candles: number;
  /** Open time of the first candle, and the end of the last one; undefined where there is none. */
  readonly extent: Span | undefined;
  /** Between the first candle and the last one, inside what is covered: candles that the source does not have. */
  readonly gaps: number;
  readonly missingCandles: number;
  readonly longestGap: Span | undefined;
  /** The first few. */
  readonly firstGaps: readonly Span[];
}

/** Reads a series through. @throws {StoreError} `store/corrupt` and what else reading fails with */
export async function surveyOf(store: CandleStore, key: SeriesKey, within: Span, cancel?: CancelSignal): Promise<Survey> {
  const covered = await store.covered(key, within);
  const holes = new Holes(intervalMs(key.interval));
  let candles = 0;
  for (const span of covered) {
    holes.begin(span.fromMs);
    for await (const { length, openTimeMs } of store.candles(key, span, cancel)) {
      for (let i = 0; i < length; i++) holes.candle(openTimeMs[i]!);
      candles += length;
    }
    holes.end(span.toMs);
  }
  const { firstMs, endMs, gaps, missingCandles, longest, first } = holes;
  return { covered, candles, extent: candles === 0 ? undefined : { fromMs: firstMs, toMs: endMs }, gaps, missingCandles, longestGap: longest, firstGaps: first };
}

class Holes {
  readonly #stepMs: DurationMs;
  firstMs: TimestampMs = Number.NaN;
  endMs: TimestampMs = Number.NaN;
  gaps = 0;
  missingCandles = 0;
  longest: Span | undefined;
  readonly first: Span[] = [];
  /** From where on the next candle is expected. */
  #expectedMs: TimestampMs = 0;
  /** A hole that is one only if a candle follows. */
  #open: Span | undefined;

  constructor(stepMs: DurationMs) {
    this.#stepMs = stepMs;
  }

  begin(fromMs: TimestampMs): void {
    this.#expectedMs = fromMs;
  }

  candle(atMs: TimestampMs): void {
    if (Number.isNaN(this.firstMs)) {
      // Before it the symbol was not traded.
      this.firstMs = atMs;
      this.#open = undefined;
    } else {
      if (this.#open !== undefined) this.#hole(this.#open);
      this.#open = undefined;
      if (atMs > this.#expectedMs) this.#hole({ fromMs: this.#expectedMs, toMs: atMs });
    }
    this.endMs = this.#expectedMs = atMs + this.#stepMs;
  }

  end(toMs: TimestampMs): void {
    if (toMs > this.#expectedMs && !Number.isNaN(this.firstMs)) {
      if (this.#open !== undefined) this.#hole(this.#open);
      this.#open = { fromMs: this.#expectedMs, toMs };
    }
  }

  #hole(span: Span): void {
    this.gaps++;
    this.missingCandles += (span.toMs - span.fromMs) / this.#stepMs;
    if (this.first.length < MOST_NAMED) this.first.push(span);
    if (this.longest === undefined || span.toMs - span.fromMs > this.longest.toMs - this.longest.fromMs) this.longest = span;
  }
}
