import type { Closes } from '@tradewright/core';

/** Below this the returns of a series differ by rounding only: it stands still, or grows evenly. */
const STILL = 1e-12;

/**
 * Logarithmic returns between the closes of a view, copied: views are reused.
 *
 * @param window - how many returns are needed
 * @returns why there are none to compare, where the series is too short, not one of prices, or stands still or grows evenly
 */
export function returnsOf(symbol: string, closes: Closes | null, window: number): Float64Array | string {
  if (closes === null) return `no closes of ${symbol} are at hand`;
  if (closes.length <= window) return `${symbol} has ${closes.length} of ${window + 1} closes`;
  const first = closes.length - window - 1;
  const returns = new Float64Array(window);
  for (let i = 0; i < window; i++) {
    returns[i] = Math.log(closes.close(first + i + 1) / closes.close(first + i));
    if (!Number.isFinite(returns[i])) return `${symbol} has closes that are no prices`;
  }
  return spreadOf(returns) > STILL ? returns : `the returns of ${symbol} do not vary`;
}

/** Pearson's correlation of two series of one length that both vary, from -1 to 1. */
export function correlationOf(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [fromA, fromB] = [a[i]! - meanA, b[i]! - meanB];
    ab += fromA * fromB;
    aa += fromA * fromA;
    bb += fromB * fromB;
  }
  // Rounding can carry it a trace beyond.
  return Math.max(-1, Math.min(1, ab / Math.sqrt(aa * bb)));
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Standard deviation. */
function spreadOf(values: Float64Array): number {
  const mean = meanOf(values);
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / values.length);
}
