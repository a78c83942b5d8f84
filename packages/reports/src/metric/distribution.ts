import { finite } from '../number/finite.ts';
import { quantilesOf } from '../number/ranks.ts';
import { sumOf } from '../number/sum.ts';

/** How values lie: quantiles by nearest rank. */
export interface Distribution {
  readonly mean: number;
  readonly min: number;
  readonly p5: number;
  readonly p25: number;
  readonly median: number;
  readonly p75: number;
  readonly p95: number;
  readonly max: number;
}

const SHARES = [Number.MIN_VALUE, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

/** The distribution of excursions (Sweeney 1996, "Maximum Adverse Excursion") or of other values; `null` without values or where one is not finite. */
export function distributionOf(values: Float64Array): Distribution | null {
  const mean = values.length === 0 ? null : finite(sumOf(values) / values.length);
  if (mean === null) return null;
  const [min = 0, p5 = 0, p25 = 0, median = 0, p75 = 0, p95 = 0, max = 0] = quantilesOf(values, SHARES);
  return { mean, min, p5, p25, median, p75, p95, max };
}
