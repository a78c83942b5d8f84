import { InputError } from '../../error.ts';
import { clipColumns, type CandleColumns } from '../../market/columns.ts';
import type { CandleError } from '../../market/fault.ts';
import { alignDown, alignUp, intervalMs } from '../../market/interval.ts';
import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { CandleRange, CandleSource } from '../../ports/candle-source.ts';
import type { CandleDifference, CandleStore, SeriesKey, Span } from '../../ports/candle-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DurationMs } from '../../units.ts';
import { Fetcher, type FillTold } from './fetcher.ts';
import { SeriesTurns } from './series-turns.ts';
import { cutSpans, joinNear, uncoveredSpans } from './spans.ts';
import { compare, holesOf, storedColumns } from './stored.ts';

export interface CachedSourceOptions {
  readonly source: CandleSource;
  readonly store: CandleStore;
  /** Under which the store keeps the candles of the source. */
  readonly exchange: string;
  /** Of the exchange, or behind it: what one that is ahead takes for closed is taken for what does not exist. */
  readonly clock: Clock;
  /** So many candles are asked for and kept at a time. Default 10,000. */
  readonly batchCandles?: number;
  /** What is missing at the end may still come for so long after its close. Default 120,000. */
  readonly settleMs?: DurationMs;
  readonly onFill?: (told: FillTold) => void;
  /** Hears once of each candle that stayed broken when it was asked for again, and was left out. */
  readonly onFault?: (error: CandleError) => void;
}

/** What `repair` did. */
export interface Repaired {
  /** Slots of covered spans that had no candle. */
  readonly holes: number;
  /** Candles that came for them. */
  readonly mended: number;
  /** Stored candles between them that came otherwise, or not at all. */
  readonly differing: number;
}

/** What `verify` found. */
export interface Verified {
  /** Stored candles that were asked for again. */
  readonly compared: number;
  /** Candles that came and are not stored: `repair` keeps them. */
  readonly unknown: number;
  readonly differing: number;
  /** The first hundred of these. */
  readonly differences: readonly CandleDifference[];
}

/** A batch in which nothing came doubles the next one, up to so many: years before a listing are soon passed. */
const MOST_BATCHES = 16;
/** Holes nearer to each other are asked for together. */
const NEAR_CANDLES = 500;

/**
 * The candles of a source, each asked for once: what is stored comes from the store, what is not is asked for and kept
 * before it is given, and what does not exist is remembered. Equal questions at once share the asking. What came before a
 * failure or a cancel is kept, so that the same question goes on from there.
 *
 * Questions fail with what the source and the store throw.
 */
export class CachedSource implements CandleSource {
  readonly name: string;
  readonly #store: CandleStore;
  readonly #exchange: string;
  readonly #clock: Clock;
  readonly #batchCandles: number;
  readonly #fetcher: Fetcher;
  readonly #turns: SeriesTurns = new SeriesTurns();

  /** @throws {InputError} `cached-source/options` */
  constructor({ source, store, exchange, clock, batchCandles = 10_000, settleMs = 120_000, onFill, onFault }: CachedSourceOptions) {
    if (!(Number.isSafeInteger(batchCandles) && batchCandles > 0)) throw new InputError('cached-source/options', `batchCandles must be a whole number of candles, at least 1, not ${batchCandles}.`);
    if (!(settleMs >= 0 && settleMs < Infinity)) throw new InputError('cached-source/options', `settleMs must be 0 or more milliseconds, not ${settleMs}.`);
    this.name = source.name;
    this.#store = store;
    this.#exchange = exchange;
    this.#clock = clock;
    this.#batchCandles = batchCandles;
    this.#fetcher = new Fetcher({ source, store, clock, settleMs, onFill, onFault });
  }

  async *candles(range: CandleRange): AsyncGenerator<CandleColumns> {
    const { key, span, batchMs } = this.#question(range);
    const { cancel } = range;
    let batches = 1;
    for (let { fromMs } = span; fromMs < span.toMs && !isAborted(cancel);) {
      const known = (await this.#fetcher.settled(key, { fromMs, toMs: span.toMs }))[0];
      let toMs = known?.toMs ?? span.toMs;
      if (known?.fromMs !== fromMs) {
        toMs = Math.min(known?.fromMs ?? span.toMs, fromMs + batches * batchMs);
        const came = await this.#turns.take(key, cancel, () => this.#fetch(key, { fromMs, toMs }, cancel));
        if (isAborted(cancel)) return;
        batches = came === 'nothing' ? Math.min(batches * 2, MOST_BATCHES) : 1;
      }
      yield* this.#store.candles(key, { fromMs, toMs }, cancel);
      fromMs = toMs;
    }
  }

  /** What of a range would have to be asked for now. */
  async missing(range: CandleRange): Promise<readonly Span[]> {
    const { key, span } = this.#question(range);
    return uncoveredSpans(span, await this.#covered(key, span));
  }

  /** Asks again for what covered spans of a range have no candle of, and keeps what comes. */
  async repair(range: CandleRange): Promise<Repaired> {
    const { key, span, batchMs } = this.#question(range);
    const stepMs = intervalMs(key.interval);
    const repaired = { holes: 0, mended: 0, differing: 0 };
    for (const covered of await this.#covered(key, span)) {
      const holes = await holesOf(this.#store, key, covered, range.cancel);
      for (const hole of holes) repaired.holes += (hole.toMs - hole.fromMs) / stepMs;
      for (const batch of cutSpans(joinNear(holes, NEAR_CANDLES * stepMs), batchMs)) {
        const fills = await this.#turns.take(key, range.cancel, () => this.#fetcher.fetch(key, batch, range.cancel));
        for (const { mended, differing } of fills ?? []) {
          repaired.mended += mended;
          repaired.differing += differing;
        }
      }
    }
    return repaired;
  }

  /** Asks again for all that is covered of a range, compares it with what is stored, and changes nothing. */
  async verify(range: CandleRange): Promise<Verified> {
    const { key, span, batchMs } = this.#question(range);
    const differences: CandleDifference[] = [];
    const found = { compared: 0, unknown: 0, differing: 0 };
    for (const batch of cutSpans(await this.#covered(key, span), batchMs)) {
      if (isAborted(range.cancel)) break;
      const got = await this.#fetcher.gather(key, batch, range.cancel);
      if (got.failure !== undefined) throw got.failure.error;
      for (const part of uncoveredSpans({ fromMs: batch.fromMs, toMs: got.knownUntilMs }, got.leftOut)) {
        const stored = await storedColumns(this.#store, key, part);
        const judged = compare(stored, clipColumns(got.candles, part.fromMs, part.toMs));
        found.compared += stored.length;
        found.unknown += judged.unknown;
        found.differing += judged.differences.length;
        differences.push(...judged.differences.slice(0, 100 - differences.length));
      }
    }
    return { ...found, differences };
  }

  /** Of a range, the slots that have closed by now. */
  #question({ symbol, interval, fromMs, toMs }: CandleRange): { readonly key: SeriesKey; readonly span: Span; readonly batchMs: DurationMs } {
    const stepMs = intervalMs(interval);
    const span = { fromMs: Math.max(0, alignUp(fromMs, stepMs)), toMs: Math.min(alignUp(toMs, stepMs), alignDown(this.#clock.nowMs(), stepMs)) };
    return { key: { exchange: this.#exchange, symbol, interval }, span, batchMs: this.#batchCandles * stepMs };
  }

  async #covered(key: SeriesKey, span: Span): Promise<readonly Span[]> {
    return span.fromMs < span.toMs ? this.#store.covered(key, span) : [];
  }

  async #fetch(key: SeriesKey, batch: Span, cancel: CancelSignal | undefined): Promise<'something' | 'nothing'> {
    // Somebody whose turn was before may have fetched it.
    const missing = uncoveredSpans(batch, await this.#fetcher.settled(key, batch));
    let came = missing.length === 0;
    for (const span of missing) {
      if (isAborted(cancel)) break;
      for (const { added } of await this.#fetcher.fetch(key, span, cancel)) came ||= added > 0;
    }
    return came ? 'something' : 'nothing';
  }
}

function isAborted(cancel: CancelSignal | undefined): boolean {
  return cancel?.aborted === true;
}
