import type { Price, TimestampMs } from '../units.ts';

/** What a run has gone through so far. */
export interface RunCounts {
  /** Candles inside the range of the run. */
  candles: number;
  /** Frames at which the run looked at the market. Frames under a position, or between two asks, are passed over. */
  frames: number;
  /** Frames before the first VWAP. */
  warmUpFrames: number;
  /** Later frames that were looked at and had no VWAP, because candles are missing. */
  skippedFrames: number;
  asks: number;
  /** Asks that threw, rejected or timed out. */
  failedAsks: number;
  refused: number;
  opened: number;
  closed: number;
  cancelled: number;
  /** Positions closed and entries given up because the data ended. */
  truncated: number;
  gaps: number;
  /** Instant the run has come to. */
  nowMs: TimestampMs;
  /** First open and last close inside the range; 0 before there is one. */
  firstPrice: Price;
  lastPrice: Price;
}

export function noCounts(nowMs: TimestampMs): RunCounts {
  return {
    candles: 0, frames: 0, warmUpFrames: 0, skippedFrames: 0, asks: 0, failedAsks: 0, refused: 0, opened: 0,
    closed: 0, cancelled: 0, truncated: 0, gaps: 0, nowMs, firstPrice: 0, lastPrice: 0,
  };
}
