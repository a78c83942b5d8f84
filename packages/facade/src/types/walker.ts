import type { BacktestStatistics } from './statistics.ts';

/** Which figure ranks strategies; more is better. */
export type WalkerMetric = 'sharpeRatio' | 'annualizedSharpeRatio' | 'winRate' | 'totalPnl' | 'certaintyRatio' | 'avgPnl' | 'expectedYearlyReturns';

export interface IWalkerCallbacks {
  onStrategyStart(strategyName: string, symbol: string): void;
  /** Awaited. */
  onStrategyComplete(strategyName: string, symbol: string, stats: BacktestStatistics, metric: number | null): void | Promise<void>;
  onStrategyError(strategyName: string, symbol: string, error: unknown): void;
  onComplete(results: IWalkerResults): void;
}

export interface IWalkerSchema {
  walkerName: string;
  note?: string;
  exchangeName: string;
  frameName: string;
  strategies: string[];
  /** Default `sharpeRatio`. */
  metric?: WalkerMetric;
  callbacks?: Partial<IWalkerCallbacks>;
}

/** Which walker is meant. */
export interface IWalkerContext {
  walkerName: string;
}

export interface IWalkerStrategyResult {
  strategyName: string;
  stats: BacktestStatistics;
  metricValue: number | null;
}

export interface IWalkerResults {
  walkerName: string;
  symbol: string;
  exchangeName: string;
  frameName: string;
  metric: WalkerMetric;
  totalStrategies: number;
  bestStrategy: string | null;
  bestMetric: number | null;
  bestStats: BacktestStatistics | null;
}

/** The name that seed 002 uses. */
export type WalkerCompleteContract = IWalkerResults;

export interface WalkerContract {
  walkerName: string;
  exchangeName: string;
  frameName: string;
  symbol: string;
  strategyName: string;
  stats: BacktestStatistics;
  metricValue: number | null;
  metric: WalkerMetric;
  bestMetric: number | null;
  bestStrategy: string | null;
  strategiesTested: number;
  totalStrategies: number;
}

/** The outcome of a walker with all that it compared. */
export interface WalkerStatistics extends IWalkerResults {
  /** Newest first. */
  strategyResults: IWalkerStrategyResult[];
}
