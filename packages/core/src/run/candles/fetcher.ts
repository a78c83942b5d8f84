import { clipColumns } from '../../market/columns.ts';
import type { CandleError } from '../../market/fault.ts';
import { alignDown, intervalMs } from '../../market/interval.ts';
import { REFERENCE_CANDLES } from '../../market/trailing-reference.ts';
import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { CandleSource } from '../../ports/candle-source.ts';
import type { CandleStore, Filled, SeriesKey, Span } from '../../ports/candle-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DurationMs } from '../../units.ts';
import { gather, type Gathered } from './gather.ts';
import { Rest } from './rest.ts';
import { uncoveredSpans } from './spans.ts';
import { storedColumns } from './stored.ts';

/** Told after each fill: progress, and what came otherwise than it is stored. */
export interface FillTold {
  readonly key: SeriesKey;
  readonly span: Span;
  /** So many came, also such as are kept already: somebody else may fetch the same. */
  readonly candles: number;
  readonly filled: Filled;
}

export interface FetcherParts {
  readonly source: CandleSource;
  readonly store: CandleStore;
  readonly clock: Clock;
  /** What is missing at the end may still come for so long after its close. */
  readonly settleMs: DurationMs;
  readonly onFill: ((told: FillTold) => void) | undefined;
  readonly onFault: ((error: CandleError) => void) | undefined;
}

/** A candle that stayed broken is asked for again so long after. */
const REST_MS: DurationMs = 120_000;

/** Asks a source for spans, and keeps what comes. */
export class Fetcher {
  readonly #parts: FetcherParts;
  readonly #faultsTold: Set<string> = new Set();
  readonly #rest: Rest = new Rest(REST_MS);

  constructor(parts: FetcherParts) {
    this.#parts = parts;
  }

  /** What of a span need not be asked for now: what is covered, and what was broken a moment ago. */
  async settled(key: SeriesKey, within: Span): Promise<readonly Span[]> {
    const { store, clock } = this.#parts;
    return this.#rest.with(key, await store.covered(key, within), within, clock.nowMs());
  }

  /**
   * Asks for a span and keeps what comes, also what came before a failure.
   *
   * @throws what the source and the store throw
   */
  async fetch(key: SeriesKey, span: Span, cancel: CancelSignal | undefined): Promise<readonly Filled[]> {
    const { store, clock, settleMs, onFill } = this.#parts;
    const stepMs = intervalMs(key.interval);
    const settledMs = alignDown(clock.nowMs() - settleMs, stepMs);
    const got = await this.gather(key, span, cancel);
    const { length, openTimeMs } = got.candles;
    const newestMs = length === 0 ? span.fromMs : openTimeMs[length - 1]! + stepMs;
    const knownUntilMs = Math.min(got.knownUntilMs, Math.max(newestMs, settledMs));
    const fills: Filled[] = [];
    for (const part of uncoveredSpans({ fromMs: span.fromMs, toMs: knownUntilMs }, got.leftOut)) {
      const candles = clipColumns(got.candles, part.fromMs, part.toMs);
      const filled = await store.fill(key, part, candles);
      fills.push(filled);
      onFill?.({ key, span: part, candles: candles.length, filled });
    }
    this.#rest.begin(key, got.leftOut, clock.nowMs());
    if (got.failure !== undefined) throw got.failure.error;
    return fills;
  }

  /** Asks for a span and keeps nothing. */
  async gather(key: SeriesKey, span: Span, cancel: CancelSignal | undefined): Promise<Gathered> {
    const { source, store, clock } = this.#parts;
    const reachMs = REFERENCE_CANDLES * intervalMs(key.interval);
    const before = await storedColumns(store, key, { fromMs: Math.max(0, span.fromMs - reachMs), toMs: span.fromMs });
    const got = await gather({ source, clock, key, span, before, cancel });
    for (const fault of got.faults) this.#tell(key, fault);
    return got;
  }

  #tell({ symbol, interval }: SeriesKey, error: CandleError): void {
    const id = JSON.stringify([symbol, interval, error.fault.openTimeMs]);
    if (this.#faultsTold.has(id)) return;
    this.#faultsTold.add(id);
    this.#parts.onFault?.(error);
  }
}
