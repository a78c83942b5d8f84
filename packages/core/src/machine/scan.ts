import type { CandleSeries } from '../market/series.ts';
import type { Price } from '../units.ts';
import type { TriggerPrice } from './rules.ts';

/**
 * First row in `[from, to)` whose price reaches `above` or `below`, or `to`: the search behind every long hold. With
 * block extremes it skips what cannot touch; allocates nothing.
 */
export function scan(series: CandleSeries, trigger: TriggerPrice, from: number, to: number, above: Price, below: Price): number {
  return trigger === 'vwap' ? series.firstVwapTouch(from, to, above, below) : series.firstRangeTouch(from, to, above, below);
}

/** The same over bare columns, row by row: the law that `scan` is held to, and the search before blocks exist. */
export function scanRows(upper: Float64Array, lower: Float64Array, from: number, to: number, above: Price, below: Price): number {
  for (let i = from; i < to; i++) {
    if (upper[i]! >= above || lower[i]! <= below) return i;
  }
  return to;
}
