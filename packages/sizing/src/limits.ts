import type { Fraction, Instrument, Price, Quantity } from '@tradewright/core';
import { checkNotNegative, checkPositive, refusal } from './check.ts';
import { roundToLots } from './lots.ts';

/** Below this a float runs out of digits and rounding is no longer relative; so little is nothing to trade. */
const NOTHING = 2 ** -1000;

/** What a size must keep, whatever the method gives. */
export interface SizeLimits {
  /** Greatest notional as a share of the balance; above 1 with leverage. Never exceeded. */
  readonly maxPositionFrac?: Fraction | undefined;
  /** Smaller sizes are raised to this. Where it does not fit under the caps, the size is 0. */
  readonly minQuantity?: Quantity | undefined;
  /** Never exceeded. */
  readonly maxQuantity?: Quantity | undefined;
  /** Rounds down to whole lots; below its minimum notional the size is 0. */
  readonly instrument?: Instrument | undefined;
}

/** What every method starts from. */
export interface SizeBasis extends SizeLimits {
  readonly balanceQuote: number;
  readonly entryPrice: Price;
}

/** @throws {InputError} `sizing/limits` for a limit that cannot be, or a minimum above the maximum */
export function checkLimits(where: string, { maxPositionFrac, minQuantity, maxQuantity }: Omit<SizeLimits, 'instrument'>): void {
  for (const [field, value] of Object.entries({ maxPositionFrac, minQuantity, maxQuantity })) {
    if (value !== undefined) checkNotNegative('sizing/limits', `${where}: ${field}`, value);
  }
  if (minQuantity !== undefined && maxQuantity !== undefined && minQuantity > maxQuantity) {
    throw refusal('sizing/limits', `${where}: minQuantity ${minQuantity} is above maxQuantity ${maxQuantity}, so no size fits.`);
  }
}

/** @throws {InputError} `sizing/balance`, `sizing/price`, `sizing/limits` */
export function checkBasis(where: string, basis: SizeBasis): void {
  checkNotNegative('sizing/balance', `${where}: balanceQuote`, basis.balanceQuote);
  checkPositive('sizing/price', `${where}: entryPrice`, basis.entryPrice);
  checkLimits(where, basis);
}

/**
 * Brings a size under its limits. Caps outrank the minimum, unlike in the seeds' system, where the minimum could override
 * the percentage cap; and nothing stays nothing: a size of 0 (no edge, no balance) is not raised to the minimum.
 *
 * @throws {InputError} `sizing/overflow` for a size that no cap brings into the range of numbers
 */
export function limit(where: string, quantity: Quantity, basis: SizeBasis): Quantity {
  const { entryPrice, minQuantity = 0, instrument } = basis;
  const cap = capOf(basis);
  if (!(quantity >= NOTHING) || cap < NOTHING || minQuantity > cap) return 0;
  const capped = Math.min(Math.max(quantity, minQuantity), cap);
  if (capped === Infinity) throw refusal('sizing/overflow', `${where}: the size is too large for a number (balanceQuote ${basis.balanceQuote}, entryPrice ${entryPrice}).`);
  if (instrument === undefined) return capped;
  const rounded = roundToLots(capped, entryPrice, instrument);
  return rounded < minQuantity ? 0 : rounded;
}

function capOf({ balanceQuote, entryPrice, maxPositionFrac, maxQuantity = Infinity }: SizeBasis): Quantity {
  if (maxPositionFrac === undefined) return maxQuantity;
  const maxQuote = balanceQuote * maxPositionFrac;
  if (maxQuote < NOTHING) return 0;
  const cap = maxQuote / entryPrice;
  // Division rounds to nearest: without this the notional could end one bit above the cap.
  return Math.min(cap * entryPrice > maxQuote ? cap * (1 - Number.EPSILON) : cap, maxQuantity);
}
