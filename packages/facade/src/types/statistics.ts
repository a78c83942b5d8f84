import type { IStrategyTickResultClosed } from './tick-result.ts';

/** The figures of a backtest (`reference/original.md` §12.1), over all its trades; `null` where there is no value. */
export interface BacktestStatistics {
  /** Newest first; bounded, unlike the figures. */
  signalList: IStrategyTickResultClosed[];
  totalSignals: number;
  winCount: number;
  lossCount: number;
  winRate: number | null;
  avgPnl: number | null;
  totalPnl: number | null;
  stdDev: number | null;
  sharpeRatio: number | null;
  annualizedSharpeRatio: number | null;
  certaintyRatio: number | null;
  expectedYearlyReturns: number | null;
}
