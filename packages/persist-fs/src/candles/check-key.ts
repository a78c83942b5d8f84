import { InputError, isInterval, type SeriesKey } from '@tradewright/core';

/** @throws {InputError} `candle-store/key` */
export function checkKey({ exchange, symbol, interval }: SeriesKey): void {
  checkExchange(exchange);
  checkText('symbol', symbol);
  if (!isInterval(interval)) throw new InputError('candle-store/key', `${exchange} ${symbol}: unknown interval ${JSON.stringify(interval)}.`);
}

/** @throws {InputError} `candle-store/key` */
export function checkExchange(exchange: string): void {
  checkText('exchange', exchange);
}

function checkText(what: string, text: unknown): void {
  if (typeof text !== 'string' || text === '') throw new InputError('candle-store/key', `A series needs its ${what} as a text that is not empty, not ${JSON.stringify(text)}.`);
}
