import type {
  BacktestStatistics as BacktestFigures,
  LiveStatistics as LiveFigures,
  MetricStats,
  PartialStatistics as PartialFigures,
  PerformanceStatistics as PerformanceFigures,
  RiskStatistics as RiskFigures,
  ScheduleStatistics as ScheduleFigures,
} from '@tradewright/reports';
import type { PerformanceContract, RiskContract } from './contracts.ts';
import type { IStrategyTickResult, IStrategyTickResultClosed } from './tick-result.ts';

/** The figures of a backtest over all its trades; `null` where there is no value. `signalList` holds the latest trades, newest first. */
export interface BacktestStatistics extends BacktestFigures<IStrategyTickResultClosed> {}

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

/** The figures of live trading over all its trades. `eventList` holds the latest events, newest first. */
export interface LiveStatistics extends LiveFigures<LiveEvent> {}

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

/** What became of scheduled signals. `eventList` holds the latest events, newest first. */
export interface ScheduleStatistics extends ScheduleFigures<ScheduleEvent> {}

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

/** Milestones towards targets and stops. `eventList` holds the latest, newest first. */
export interface PartialStatistics extends PartialFigures<PartialLevelEvent> {}

/** Signals that a risk profile refused. `eventList` holds the latest, newest first. */
export interface RiskStatistics extends RiskFigures<RiskContract> {}

/** How long one kind of work took, in ms. */
export interface MetricStatistics extends MetricStats {}

/** How long things took. `events` holds the latest measurements, newest first. */
export interface PerformanceStatistics extends PerformanceFigures<PerformanceContract> {
  readonly strategyName: string;
}
