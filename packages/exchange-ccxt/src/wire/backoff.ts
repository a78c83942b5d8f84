import type { DurationMs } from '@tradewright/core';

const FIRST_MS = 500;

/** The pause after the n-th failure in a row: anything up to a bound that doubles each time, so that many who failed together do not come back together. */
export function pauseAfter(failures: number, longestMs: DurationMs, random: () => number): DurationMs {
  return Math.min(longestMs, FIRST_MS * 2 ** Math.min(failures - 1, 30)) * random();
}
