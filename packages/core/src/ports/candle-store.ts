import type { Candle } from '../market/candle.ts';
import type { CandleColumns } from '../market/columns.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Interval } from '../market/interval.ts';
import type { TimestampMs } from '../units.ts';
import type { CancelSignal } from './cancel-signal.ts';

/** Whose candles, and how long each of them is. Two keys are one if all three texts are the same. */
export interface SeriesKey {
  readonly exchange: string;
  readonly symbol: string;
  readonly interval: Interval;
}

/** Open times `[fromMs, toMs)`, both multiples of the interval. */
export interface Span {
  readonly fromMs: TimestampMs;
  readonly toMs: TimestampMs;
}

/** A candle that came otherwise when it was asked for again, or not at all. What was stored first stands. */
export interface CandleDifference {
  readonly stored: Candle;
  readonly got: Candle | null;
}

/** What a `fill` did. */
export interface Filled {
  /** Candles that were new. */
  readonly added: number;
  /** Of them, those inside spans that were covered before: holes that were mended. */
  readonly mended: number;
  /** Stored candles of the span that came otherwise, or not at all. */
  readonly differing: number;
  /** The first hundred of these. */
  readonly differences: readonly CandleDifference[];
}

/**
 * Keeps closed candles. A span is covered when a source was asked for all of it: what is not stored in it does not exist.
 * A candle that is stored is never changed.
 *
 * Every method with a key, an exchange or a symbol refuses what cannot be one.
 *
 * @throws {InputError} `candle-store/key` for an empty text or an interval that does not exist
 */
export interface CandleStore {
  /** Named in errors and reports. */
  readonly name: string;
  /** Every series with a covered span, by exchange, symbol and length of the interval. */
  series(): Promise<readonly SeriesKey[]>;
  /** What is covered within a span: ascending, none touching another. */
  covered(key: SeriesKey, within: Span): Promise<readonly Span[]>;
  /**
   * Pages of what is stored in a span, oldest first. A page is valid until the next one is asked for; leaving the
   * iteration releases what is held.
   *
   * @throws {StoreError} from the iteration: `store/corrupt` for what fails its checksum, and what the system fails with
   */
  candles(key: SeriesKey, span: Span, cancel?: CancelSignal): AsyncIterable<CandleColumns>;
  /**
   * Keeps the candles of a span, and that there are no others in it: all of it or nothing, durable once it resolves.
   * Several may fill the same series at once, also from several processes.
   *
   * @throws {InputError} `candle-store/key`, `candle-store/span`, `candle-store/candles` (broken, not ascending, outside the span); nothing is kept
   * @throws {StoreError} nothing is kept, unless the code is `store/uncertain`
   */
  fill(key: SeriesKey, span: Span, candles: CandleColumns): Promise<Filled>;
  /**
   * SHA-256 in hex of the stored candles of a span, oldest first, each as six little-endian float64: open time, open, high,
   * low, close, volume. The same candles have the same hash in every store.
   */
  contentHash(key: SeriesKey, span: Span): Promise<string>;
  /** What an exchange accepts for a symbol, as it was kept last. */
  instrument(exchange: string, symbol: string): Promise<Instrument | undefined>;
  /** @throws {InputError} `instrument/invalid` */
  keepInstrument(exchange: string, instrument: Instrument): Promise<void>;
  close(): Promise<void>;
}
