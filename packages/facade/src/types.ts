import type { CandleSource, RunCountsLike, StrategyContext, Trade } from './core-types.ts';

/** Candle intervals of an exchange. */
export type CandleInterval = '1m' | '3m' | '5m' | '15m' | '30m' | '1h' | '2h' | '4h' | '6h' | '8h';
/** Frame distances: the candle intervals and three longer ones. */
export type FrameInterval = CandleInterval | '12h' | '1d' | '3d';
/** How often a strategy may be asked at most. */
export type SignalInterval = '1m' | '3m' | '5m' | '15m' | '30m' | '1h';

export interface ICandleData {
  /** Open time, ms since the epoch, UTC. */
  timestamp: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

export interface IExchangeCallbacks {
  /** After each answer of the adapter, with the question as it was asked. */
  onCandleData(symbol: string, interval: CandleInterval, since: Date, limit: number, data: ICandleData[]): void;
}

export interface IExchangeSchema {
  exchangeName: string;
  note?: string;
  getCandles(symbol: string, interval: CandleInterval, since: Date, limit: number): Promise<ICandleData[]>;
  formatQuantity(symbol: string, quantity: number): Promise<string>;
  formatPrice(symbol: string, price: number): Promise<string>;
  callbacks?: Partial<IExchangeCallbacks>;
  /** Candles a single request may ask for. Default 1000. */
  maxCandlesPerRequest?: number;
  /** A faster way to the same candles, offered by our own adapters. */
  source?: CandleSource;
}

export interface IFrameCallbacks {
  onTimeframe(timeframe: Date[], startDate: Date, endDate: Date, interval: FrameInterval): void;
}

export interface IFrameSchema {
  frameName: string;
  note?: string;
  interval: FrameInterval;
  startDate: Date;
  /** The range is half-open: no frame lies at `endDate`. */
  endDate: Date;
  callbacks?: Partial<IFrameCallbacks>;
}

export interface ISignalDto {
  id?: string | undefined;
  /** `wait` means no signal. */
  position: 'long' | 'short' | 'wait';
  note?: string | undefined;
  priceOpen?: number | undefined;
  priceTakeProfit: number;
  priceStopLoss: number;
  minuteEstimatedTime: number;
}

export interface ISignalRow {
  id: string;
  position: 'long' | 'short';
  note: string;
  priceOpen: number;
  priceTakeProfit: number;
  priceStopLoss: number;
  minuteEstimatedTime: number;
  exchangeName: string;
  strategyName: string;
  symbol: string;
  scheduledAt: number;
  pendingAt: number;
  _isScheduled: boolean;
}

export interface IScheduledSignalRow extends ISignalRow {
  _isScheduled: true;
}

export interface IStrategyCallbacks {
  onTick(symbol: string, result: IStrategyTickResult, backtest: boolean): void;
  onOpen(symbol: string, row: ISignalRow, currentPrice: number, backtest: boolean): void;
  onActive(symbol: string, row: ISignalRow, currentPrice: number, backtest: boolean): void;
  onIdle(symbol: string, currentPrice: number, backtest: boolean): void;
  onClose(symbol: string, row: ISignalRow, priceClose: number, backtest: boolean): void;
  onSchedule(symbol: string, row: IScheduledSignalRow, currentPrice: number, backtest: boolean): void;
  onCancel(symbol: string, row: IScheduledSignalRow, currentPrice: number, backtest: boolean): void;
  onWrite(symbol: string, row: ISignalRow | null, backtest: boolean): void;
}

export interface IStrategySchema {
  strategyName: string;
  note?: string;
  interval: SignalInterval;
  /** The third argument is ours: the same market without promises, see `StrategyContext`. */
  getSignal(symbol: string, when: Date, context: StrategyContext): ISignalDto | null | undefined | Promise<ISignalDto | null | undefined>;
  callbacks?: Partial<IStrategyCallbacks>;
  /** Candles per interval that must be there before the first ask. */
  history?: Partial<Record<FrameInterval, number>>;
}

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

/** Which strategy, exchange and frame a backtest puts together. */
export interface IBacktestContext {
  strategyName: string;
  exchangeName: string;
  frameName: string;
}

export interface ILogger {
  log(topic: string, ...details: unknown[]): void;
  debug(topic: string, ...details: unknown[]): void;
  info(topic: string, ...details: unknown[]): void;
  warn(topic: string, ...details: unknown[]): void;
}
