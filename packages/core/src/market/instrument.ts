import { InputError } from '../error.ts';
import type { Price, Quantity } from '../units.ts';

/** What an exchange accepts for one symbol. */
export interface Instrument {
  readonly symbol: string;
  /** Smallest price step. */
  readonly tickSize: Price;
  /** Smallest quantity step. */
  readonly lotSize: Quantity;
  /** Smallest price × quantity of an order, in quote currency. */
  readonly minNotional: number;
}

/**
 * An instrument with every figure checked.
 *
 * @throws {InputError} `instrument/invalid`
 */
export function instrument(symbol: string, limits: { readonly tickSize: Price; readonly lotSize: Quantity; readonly minNotional?: number }): Instrument {
  const checked = { symbol, tickSize: limits.tickSize, lotSize: limits.lotSize, minNotional: limits.minNotional ?? 0 };
  for (const field of ['tickSize', 'lotSize'] as const) {
    if (!(checked[field] > 0 && checked[field] < Infinity)) throw new InputError('instrument/invalid', `${symbol}: ${field} must be a positive number, not ${checked[field]}.`);
  }
  if (!(checked.minNotional >= 0 && checked.minNotional < Infinity)) throw new InputError('instrument/invalid', `${symbol}: minNotional must be 0 or more, not ${checked.minNotional}.`);
  return checked;
}

/** Decimals needed to write multiples of a step: `0.001` → 3, `0.25` → 2, `10` → 0. */
export function decimalsOf(step: number): number {
  for (let decimals = 0; decimals < 15; decimals++) {
    const scaled = step * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-9 * Math.max(1, scaled) && Math.round(scaled) > 0) return decimals;
  }
  return 15;
}

/** The multiple of the tick nearest to a price. */
export function roundPrice(price: Price, { tickSize }: Instrument): Price {
  return snap(Math.round(price / tickSize), tickSize);
}

/** The greatest multiple of the lot not above a quantity: rounding never raises risk. */
export function roundQuantity(quantity: Quantity, { lotSize }: Instrument): Quantity {
  const lots = quantity / lotSize;
  const nearest = Math.round(lots);
  // A quantity that is a multiple already may sit a few ulps below it; a wider tolerance would round large ones up.
  return snap(Math.abs(lots - nearest) <= 4 * Number.EPSILON * Math.abs(lots) ? nearest : Math.floor(lots), lotSize);
}

/** Whether an order of this size is large enough to be accepted. */
export function meetsNotional(price: Price, quantity: Quantity, { minNotional }: Instrument): boolean {
  return quantity > 0 && price * quantity >= minNotional;
}

function snap(steps: number, size: number): number {
  return Number((steps * size).toFixed(decimalsOf(size)));
}
