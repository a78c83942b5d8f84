import type { Trade } from '../core-types.ts';
import type { IScheduledSignalRow, ISignalRow } from './signal.ts';

export interface IStrategyPnL {
  /** Net result in percent of the entry price, fees and slippage included. */
  pnlPercentage: number;
  priceOpen: number;
  priceClose: number;
}

export type StrategyCloseReason = 'time_expired' | 'take_profit' | 'stop_loss' | 'command';
export type StrategyCancelReason = 'timeout' | 'stop_loss' | 'rejected' | 'stopped' | 'command';

interface TickResult {
  strategyName: string;
  exchangeName: string;
  symbol: string;
  currentPrice: number;
  /** Live: the candle that had just closed had not come in time; what it says follows with a later tick. */
  late?: true;
  /** Live, at the first tick after a restart: for how long nobody had looked, ms. */
  recoveredAfterMs?: number;
}

export interface IStrategyTickResultIdle extends TickResult {
  action: 'idle';
  signal: null;
}

export interface IStrategyTickResultScheduled extends TickResult {
  action: 'scheduled';
  signal: IScheduledSignalRow;
}

export interface IStrategyTickResultOpened extends TickResult {
  action: 'opened';
  signal: ISignalRow;
}

export interface IStrategyTickResultActive extends TickResult {
  action: 'active';
  signal: ISignalRow;
  percentTp: number;
  percentSl: number;
}

export interface IStrategyTickResultClosed extends TickResult {
  action: 'closed';
  signal: ISignalRow;
  closeReason: StrategyCloseReason;
  closeTimestamp: number;
  pnl: IStrategyPnL;
  /** One candle left open whether stop or target came first. */
  ambiguous: boolean;
  /** The data ended under the position. */
  truncated: boolean;
  reasonText: string | null;
  /** Everything the engine knows of the trade: fills, excursions, the bounds of an ambiguous result. */
  trade: Trade;
}

export interface IStrategyTickResultCancelled extends TickResult {
  action: 'cancelled';
  signal: IScheduledSignalRow;
  closeTimestamp: number;
  reason: StrategyCancelReason;
  /** The data ended before the entry could be reached or its time was up. */
  truncated: boolean;
}

/** What one tick came to, on the discriminant `action`. */
export type IStrategyTickResult =
  | IStrategyTickResultIdle
  | IStrategyTickResultScheduled
  | IStrategyTickResultOpened
  | IStrategyTickResultActive
  | IStrategyTickResultClosed
  | IStrategyTickResultCancelled;

/** What a backtest yields. */
export type IStrategyBacktestResult = IStrategyTickResultClosed | IStrategyTickResultCancelled;
