import { finite } from '../number/finite.ts';

/**
 * Time with at least one position open, in ms: the length of the union of all holding times. Its share of the period is
 * the exposure of performance reports (Kestner 2003, "Quantitative Trading Strategies", percent of time in the market).
 *
 * @param closedAtMs ascending
 */
export function timeInMarketMs(openedAtMs: Float64Array, closedAtMs: Float64Array): number | null {
  let [held, reachedMs] = [0, Infinity];
  // From the last close backwards: what lies after `reachedMs` is counted already, or nobody held anything there.
  for (let i = closedAtMs.length - 1; i >= 0; i--) {
    const openMs = openedAtMs[i]!;
    if (!(openMs < reachedMs)) continue;
    held += Math.max(0, Math.min(closedAtMs[i]!, reachedMs) - openMs);
    reachedMs = openMs;
  }
  return finite(held);
}
