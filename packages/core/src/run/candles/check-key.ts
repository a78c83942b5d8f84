import { InputError } from '../../error.ts';
import { isInterval } from '../../market/interval.ts';
import type { SeriesKey } from '../../ports/candle-store.ts';

/**
 * Checks what every `CandleStore` has to refuse to be asked for.
 *
 * @throws {InputError} `candle-store/key`
 */
export function checkKey({ exchange, symbol, interval }: SeriesKey): void {
  checkKeyText('exchange', exchange);
  checkKeyText('symbol', symbol);
  if (!isInterval(interval)) throw new InputError('candle-store/key', `${exchange} ${symbol}: unknown interval ${JSON.stringify(interval)}.`);
}

/** @throws {InputError} `candle-store/key` */
export function checkKeyText(what: 'exchange' | 'symbol', text: string): void {
  if (typeof text !== 'string' || text === '') throw new InputError('candle-store/key', `A series needs its ${what} as a text that is not empty, not ${JSON.stringify(text)}.`);
}
