import { finite } from '../number/finite.ts';

/** What a Walker may rank strategies by. Of each, more is better. */
export const WALKER_METRICS = [
  'sharpeRatio',
  'annualizedSharpeRatio',
  'winRate',
  'totalPnl',
  'certaintyRatio',
  'avgPnl',
  'expectedYearlyReturns',
] as const;

export type WalkerMetric = (typeof WALKER_METRICS)[number];

export const DEFAULT_WALKER_METRIC: WalkerMetric = 'sharpeRatio';

/** The figures a ranking looks at: any backtest statistics. */
export type Ranked = Readonly<Record<WalkerMetric, number | null>>;

/** The metric of a strategy; `null` where it has no finite value. */
export function metricValueOf(stats: Ranked, metric: WalkerMetric): number | null {
  return finite(stats[metric]);
}
