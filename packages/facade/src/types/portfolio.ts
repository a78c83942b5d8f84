import type { CandleInterval } from './interval.ts';
import type { ISignalRow } from './signal.ts';
import type { BacktestStatistics } from './statistics.ts';
import type { IStrategyTickResultCancelled, IStrategyTickResultClosed, IStrategyTickResultOpened } from './tick-result.ts';

/** The money of a portfolio as a hook sees it, in quote currency, marked to the last closes. */
export interface IPortfolioAccount {
  capital: number;
  equity: number;
  /** The highest equity so far. */
  peakEquity: number;
  /** Equity at the first instant of this UTC day. */
  dayStartEquity: number;
}

/** A position of a portfolio that is open. */
export interface IPortfolioPosition {
  symbol: string;
  strategyName: string;
  signal: ISignalRow;
  /** In base currency. */
  quantity: number;
}

/** What is asked after each close. */
export interface IPortfolioClosing {
  when: Date;
  closed: IStrategyTickResultClosed;
  account: IPortfolioAccount;
  /** What is still open, in the order of the symbols. */
  open: IPortfolioPosition[];
}

/** A position that is to be closed as well, at once, at the VWAP. */
export interface IPortfolioCloseOrder {
  symbol: string;
  /** Default: those of all strategies. */
  strategyName?: string;
  /** Becomes the `reasonText` of its result. */
  reason: string;
}

/** What a portfolio puts together. */
export interface IPortfolioContext {
  /** One of the two: what trades each of the symbols. With several, those named first are asked first. */
  strategyName?: string;
  strategyNames?: readonly string[];
  exchangeName: string;
  frameName: string;
  /** Money to begin with, in quote currency. */
  capital: number;
  /** The profile that judges all signals. Default: each strategy's own. */
  riskName?: string;
  /** The sizing of all entries. Default: each strategy's own. */
  sizingName?: string;
  /** Default: the one that all symbols are quoted in. */
  currency?: string;
  /** Distance of points on the equity curve. Default `1h`; it is marked each minute. */
  equityEvery?: CandleInterval;
  /** What it is called by `stop`, `list` and `getData`. Default: the names of its strategies, joined by `+`. */
  portfolioName?: string;
  /** Called after each close; what it gives back is closed as well. */
  onClose?: (closing: IPortfolioClosing) => readonly IPortfolioCloseOrder[] | void | Promise<readonly IPortfolioCloseOrder[] | void>;
}

/** A point of the equity curve, marked to the last closes, in quote currency. */
export interface IPortfolioEquity {
  action: 'equity';
  portfolioName: string;
  timestamp: number;
  equity: number;
  cash: number;
  /** Market value of all open positions, long and short added up. */
  exposure: number;
  openPositions: number;
}

/** A risk rule had everything under its profile closed. */
export interface IPortfolioStop {
  action: 'stopped';
  portfolioName: string;
  timestamp: number;
  riskName: string;
  reason: string;
}

/** What a portfolio yields, in the order of time, on the discriminant `action`. */
export type IPortfolioResult = IStrategyTickResultOpened | IStrategyTickResultClosed | IStrategyTickResultCancelled | IPortfolioEquity | IPortfolioStop;

/** What one strategy has come to on one symbol. */
export interface IPortfolioLine {
  symbol: string;
  strategyName: string;
  stats: BacktestStatistics;
}

/** What a portfolio has come to so far. Money is in quote currency. */
export interface PortfolioStatistics {
  portfolioName: string;
  exchangeName: string;
  frameName: string;
  symbols: readonly string[];
  strategyNames: readonly string[];
  capital: number;
  equity: number;
  /** Percent of the capital. */
  totalReturn: number;
  peakEquity: number;
  /** The deepest fall below the peak, of the equity as it is marked each minute, in percent. */
  maxDrawdown: number;
  fees: number;
  slippage: number;
  openPositions: number;
  /** Over the trades of all lines. */
  stats: BacktestStatistics;
  lines: IPortfolioLine[];
}

/** A portfolio has ended. */
export interface DonePortfolioContract extends Omit<PortfolioStatistics, 'stats' | 'lines'> {}
