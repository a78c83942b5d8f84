import type { Candle } from '../market/candle.ts';
import type { Interval } from '../market/interval.ts';
import type { TimestampMs } from '../units.ts';
import type { CancelSignal } from './cancel-signal.ts';

export interface FeedRequest {
  readonly symbol: string;
  readonly interval: Interval;
  /** First candle wanted, by open time. */
  readonly fromMs: TimestampMs;
  readonly cancel?: CancelSignal;
}

/** Closed candles as they come, oldest first, each once, until cancelled or left. */
export interface CandleFeed {
  readonly name: string;
  candles(request: FeedRequest): AsyncIterable<Candle>;
}
