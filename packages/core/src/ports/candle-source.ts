import type { CandleSeries } from '../market/series.ts';
import type { CandleColumns } from '../market/columns.ts';
import type { Interval } from '../market/interval.ts';
import type { TimestampMs } from '../units.ts';
import type { CancelSignal } from './cancel-signal.ts';

/** A half-open question: candles whose open time lies in `[fromMs, toMs)`. */
export interface CandleRange {
  readonly symbol: string;
  readonly interval: Interval;
  readonly fromMs: TimestampMs;
  readonly toMs: TimestampMs;
  readonly cancel?: CancelSignal;
}

/** Where closed candles of the past come from. */
export interface CandleSource {
  /** Named in errors and reports. */
  readonly name: string;
  /**
   * Pages of closed candles in the range, oldest first, each candle once, nothing for what does not exist.
   * A page is valid until the next one is asked for. Leaving the iteration releases what the source holds.
   *
   * @throws {SourceError} from the iteration, when the source cannot answer
   * @throws {CandleError} from the iteration, when the source holds a broken candle and can say where
   */
  candles(range: CandleRange): AsyncIterable<CandleColumns>;
  /**
   * All it has of a symbol as a complete series, where that is in memory already: several runs then share it instead of
   * reading, checking and copying the same candles again.
   */
  held?(symbol: string, interval: Interval): CandleSeries | undefined;
}
