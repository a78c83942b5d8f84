import type { CandleFeed, CandleSource } from '../core-types.ts';
import type { CandleInterval } from './interval.ts';

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
  /** A faster way to the same candles, offered by our own adapters. Not used where `onCandleData` wants to hear of requests. */
  source?: CandleSource;
  /** Says in live trading what closes as it closes, in place of a request per tick; not used where `onCandleData` wants to hear of requests. */
  feed?: CandleFeed;
}
