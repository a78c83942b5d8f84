import type { PerformanceContract, PerformanceMetricType, RiskContract } from './contracts.ts';
import type { IStrategyTickResult, IStrategyTickResultClosed } from './tick-result.ts';

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

/** One row of a live report. */
export interface LiveEvent {
  timestamp: number;
  action: IStrategyTickResult['action'];
  symbol?: string;
  signalId?: string;
  position?: string;
  note?: string;
  currentPrice: number;
  openPrice?: number;
  takeProfit?: number;
  stopLoss?: number;
  percentTp?: number;
  percentSl?: number;
  pnl?: number;
  closeReason?: string;
  /** Minutes. */
  duration?: number;
}

/** The figures of live trading, over all its trades. */
export interface LiveStatistics extends Omit<BacktestStatistics, 'signalList' | 'totalSignals'> {
  /** Newest first; bounded, unlike the figures. */
  eventList: LiveEvent[];
  totalEvents: number;
  totalClosed: number;
}

/** One row of a report on scheduled signals. */
export interface ScheduleEvent {
  timestamp: number;
  action: 'scheduled' | 'opened' | 'cancelled';
  symbol: string;
  signalId: string;
  position: string;
  note?: string;
  currentPrice: number;
  priceOpen: number;
  takeProfit: number;
  stopLoss: number;
  closeTimestamp?: number;
  /** Minutes until the opening or the cancellation. */
  duration?: number;
}

export interface ScheduleStatistics {
  /** Newest first; bounded, unlike the figures. */
  eventList: ScheduleEvent[];
  totalEvents: number;
  totalScheduled: number;
  totalOpened: number;
  totalCancelled: number;
  /** Percent of the scheduled. */
  cancellationRate: number | null;
  activationRate: number | null;
  /** Minutes. */
  avgWaitTime: number | null;
  avgActivationTime: number | null;
}

/** One row of a report on partial levels. */
export interface PartialLevelEvent {
  timestamp: number;
  action: 'profit' | 'loss';
  symbol: string;
  strategyName: string;
  signalId: string;
  position: string;
  currentPrice: number;
  /** Percent of the way. */
  level: number;
  backtest: boolean;
}

export interface PartialStatistics {
  /** Newest first; bounded, unlike the figures. */
  eventList: PartialLevelEvent[];
  totalEvents: number;
  totalProfit: number;
  totalLoss: number;
}

export interface RiskStatistics {
  /** Newest first; bounded, unlike the figures. */
  eventList: RiskContract[];
  totalRejections: number;
  bySymbol: Record<string, number>;
  byStrategy: Record<string, number>;
}

/** How long one kind of work took, in ms. */
export interface MetricStatistics {
  metricType: PerformanceMetricType;
  count: number;
  totalDuration: number;
  avgDuration: number;
  minDuration: number;
  maxDuration: number;
  stdDev: number;
  median: number;
  p95: number;
  p99: number;
  avgWaitTime: number;
  minWaitTime: number;
  maxWaitTime: number;
}

export interface PerformanceStatistics {
  strategyName: string;
  totalEvents: number;
  totalDuration: number;
  metricStats: Record<string, MetricStatistics>;
  /** Newest first; bounded, unlike the figures. */
  events: PerformanceContract[];
}
