import { InputError, intervalMs, isInterval, SourceError } from '@tradewright/core';
import { textOf } from './text-of.ts';
import type { CandleInterval, ICandleData, IExchangeSchema } from './types.ts';

/** About a year of minutes: more is a mistake, and would be hundreds of requests. */
const MOST_CANDLES = 525_600;

/** What context functions can ask of where they are called. */
export interface Question {
  readonly mode: 'backtest' | 'live';
  readonly when: Date;
  candles(symbol: string, interval: CandleInterval, limit: number): Promise<ICandleData[]>;
  averagePrice(symbol: string): Promise<number>;
  formatPrice(symbol: string, price: number): Promise<string>;
  formatQuantity(symbol: string, quantity: number): Promise<string>;
}

/** @throws {InputError} `candles/symbol` */
export function checkSymbol(symbol: string, caller: string): void {
  if (typeof symbol !== 'string' || symbol === '') throw new InputError('candles/symbol', `${caller} needs a symbol, got ${textOf(symbol)}.`);
}

/** @throws {InputError} `candles/symbol`, `interval/unknown`, `candles/limit` */
export function checkCandles(symbol: string, interval: CandleInterval, limit: number): void {
  checkSymbol(symbol, 'getCandles');
  if (!isInterval(interval)) intervalMs(interval);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_CANDLES) throw new InputError('candles/limit', `getCandles needs a whole number of candles from 1 to ${MOST_CANDLES}, got ${textOf(limit)}.`);
}

/**
 * A number as the exchange writes it.
 *
 * @throws {InputError} `format/symbol`, `format/number`
 * @throws {SourceError} `exchange/answer` if the exchange gives no text
 */
export async function formatted(exchange: IExchangeSchema, how: 'formatPrice' | 'formatQuantity', symbol: string, value: number): Promise<string> {
  if (typeof symbol !== 'string' || symbol === '') throw new InputError('format/symbol', `${how} needs a symbol, got ${textOf(symbol)}.`);
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new InputError('format/number', `${how} needs a finite number, got ${textOf(value)}.`);
  const text: unknown = await exchange[how](symbol, value);
  if (typeof text !== 'string') throw new SourceError('exchange/answer', `${exchange.exchangeName}: ${how} must resolve to a string, got ${textOf(text)}`);
  return text;
}
