import type { RunCountsLike } from '../core-types.ts';
import type { ISignalDto, ISignalRow } from './signal.ts';

export interface DoneContract {
  symbol: string;
  strategyName: string;
  exchangeName: string;
  backtest: boolean;
  /** What the run has gone through. */
  counts: Readonly<RunCountsLike>;
}

export interface ProgressBacktestContract {
  exchangeName: string;
  strategyName: string;
  symbol: string;
  totalFrames: number;
  processedFrames: number;
  /** 0 to 1. */
  progress: number;
}

export interface ProgressWalkerContract {
  walkerName: string;
  exchangeName: string;
  frameName: string;
  symbol: string;
  totalStrategies: number;
  processedStrategies: number;
  /** 0 to 1. */
  progress: number;
}

export interface ProgressOptimizerContract {
  optimizerName: string;
  symbol: string;
  totalSources: number;
  processedSources: number;
  /** 0 to 1. */
  progress: number;
}

export type PerformanceMetricType = 'backtest_total' | 'backtest_timeframe' | 'backtest_signal' | 'live_tick';

export interface PerformanceContract {
  /** Wall clock, ms since the epoch; `previousTimestamp` is that of the metric's event before. */
  timestamp: number;
  previousTimestamp: number | null;
  metricType: PerformanceMetricType;
  /** ms */
  duration: number;
  strategyName: string;
  exchangeName: string;
  symbol: string;
  backtest: boolean;
}

interface PartialContract {
  symbol: string;
  strategyName: string;
  exchangeName: string;
  data: ISignalRow;
  currentPrice: number;
  /** Percent of the way to the target or to the stop. */
  level: number;
  backtest: boolean;
  timestamp: number;
}

export interface PartialProfitContract extends PartialContract {}
export interface PartialLossContract extends PartialContract {}
/** The name that seed 002 uses for both. */
export type PartialEvent = PartialProfitContract | PartialLossContract;

export interface RiskContract {
  symbol: string;
  pendingSignal: ISignalDto;
  strategyName: string;
  exchangeName: string;
  currentPrice: number;
  activePositionCount: number;
  /** The validation's note, or "N/A". */
  comment: string;
  /** What the validation threw. */
  message: string;
  /** Engine time. */
  timestamp: number;
}

/** The name that seed 002 uses. */
export type RiskEvent = RiskContract;
