import { InputError, instrument, type Instrument } from '@tradewright/core';
import type { CcxtInstance, CcxtMarket } from '../library/ccxt-shape.ts';

/** ccxt's ways to tell a precision. */
const DECIMAL_PLACES = 2;
const TICK_SIZE = 4;

/** How a market writes prices and quantities. */
export interface Precision {
  price(value: number): string;
  quantity(value: number): string;
}

/** Formats by ccxt's own rules: prices rounded, quantities cut. */
export function precisionOf(instance: CcxtInstance, { symbol, precision }: CcxtMarket): Precision {
  const format = (value: number, what: 'price' | 'amount', write: (symbol: string, value: number) => string): string => {
    if (!Number.isFinite(value)) throw new InputError('exchange/number', `${symbol}: cannot format ${value}.`);
    if (precision[what] === undefined) return instance.numberToString(value);
    try {
      return write.call(instance, symbol, value);
    } catch (cause) {
      // Less than one step: ccxt refuses to write it, and whoever asked has to see that nothing is left.
      if (value >= 0 && cause instanceof Error && cause.message.includes('must be greater than')) return '0';
      throw new InputError('exchange/number', `${symbol}: cannot format ${value}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  };
  return {
    price: (value) => format(value, 'price', instance.priceToPrecision),
    quantity: (value) => format(value, 'amount', instance.amountToPrecision),
  };
}

/**
 * The steps of a market.
 *
 * @throws {InputError} `ccxt/no-steps` where the exchange tells none
 */
export function instrumentOf({ id, precisionMode }: CcxtInstance, symbol: string, { precision, limits }: CcxtMarket): Instrument {
  const step = (what: 'price' | 'amount'): number => {
    const value = precision[what];
    if (typeof value === 'number' && precisionMode === TICK_SIZE) return value;
    if (typeof value === 'number' && precisionMode === DECIMAL_PLACES) return Number(`1e${-value}`);
    throw new InputError('ccxt/no-steps', `${id} tells no steps of ${what} for ${symbol}; give them by hand.`);
  };
  return instrument(symbol, { tickSize: step('price'), lotSize: step('amount'), minNotional: limits?.cost?.min ?? 0 });
}
