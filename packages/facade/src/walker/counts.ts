import type { RunCountsLike } from '../core-types.ts';

/** What no run has gone through yet. */
export function noCounts(nowMs: number): RunCountsLike {
  return {
    candles: 0, frames: 0, warmUpFrames: 0, skippedFrames: 0, asks: 0, failedAsks: 0, refused: 0, opened: 0,
    closed: 0, cancelled: 0, truncated: 0, gaps: 0, nowMs, firstPrice: 0, lastPrice: 0,
  };
}

/** Adds up; prices and the instant are those of the last run. */
export function addCounts(sum: RunCountsLike, run: Readonly<RunCountsLike>): void {
  const { nowMs, firstPrice, lastPrice } = run;
  for (const field of Object.keys(sum) as (keyof RunCountsLike)[]) sum[field] += run[field];
  Object.assign(sum, { nowMs, firstPrice, lastPrice });
}
