import { closedStatistics, type ClosedStatistics } from './closed-statistics.ts';
import { costStatistics, type CostStatistics } from './cost-statistics.ts';
import { equityPath, type Period } from './equity-path.ts';
import { equityStatistics, type EquityStatistics, type PnlInterval } from './equity-statistics.ts';
import { reasonsOf, type Reasons } from './reasons.ts';
import type { TradeFold } from './trade-fold.ts';
import { trustStatistics, type TrustOptions, type TrustStatistics } from './trust-statistics.ts';

export interface StatisticsOptions extends TrustOptions {
  /** What the run covered, half-open; without it, the first opening to the last close. Days at rest count. */
  readonly period?: Period | undefined;
  /** `first-order` where a hook, rule or size reads earlier results, so that other results could have led to other trades. */
  readonly intervalLabel?: PnlInterval['label'] | undefined;
}

/** All figures of closed trades. */
export interface TradeFigures extends ClosedStatistics, EquityStatistics, CostStatistics, TrustStatistics {}

/** All figures of closed trades, and of those that have no value why. */
export interface TradeStatistics extends TradeFigures {
  readonly reasons: Reasons;
}

/** @throws {InputError} `statistics/trials`, `statistics/bootstrap` where what was tried or asked for is no number */
export function tradeStatistics(fold: TradeFold, options: StatisticsOptions = {}): TradeStatistics {
  const trades = fold.inOrder();
  const path = equityPath(fold, options.period);
  const closed = closedStatistics(trades);
  const figures = {
    ...closed,
    ...equityStatistics(fold, path, closed.totalPnl, options.intervalLabel ?? 'exact'),
    ...costStatistics(fold, path, closed.totalPnl),
    ...trustStatistics(trades, path, options),
  };
  return { ...figures, reasons: reasonsOf(figures, { trades: fold.count, days: path.days, hasTrials: options.trials !== undefined, hasBootstrap: options.bootstrap !== undefined }) };
}
