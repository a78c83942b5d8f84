import { decimalsOf, instrument as checked, meetsNotional, type Instrument, type Price, type Quantity } from '@tradewright/core';
import { checkNotNegative, checkPositive } from './check.ts';

/** From here on lots are finer than the last bit of a quantity. */
const COUNTABLE_LOTS = 2 ** 53;

/**
 * The greatest whole number of lots not above a quantity, or 0 where that is below the minimum notional. Core's
 * `roundQuantity` forgives the last bits below a multiple; here they cost a lot, so that risk is never rounded up.
 *
 * @throws {InputError} `sizing/limits`, `sizing/price`, `instrument/invalid`
 */
export function roundToLots(quantity: Quantity, price: Price, instrument: Instrument): Quantity {
  checkNotNegative('sizing/limits', 'roundToLots: quantity', quantity);
  checkPositive('sizing/price', 'roundToLots: price', price);
  const { lotSize } = checked(instrument.symbol, instrument);
  const rounded = wholeLots(quantity, lotSize);
  return meetsNotional(price, rounded, instrument) ? rounded : 0;
}

function wholeLots(quantity: Quantity, lotSize: Quantity): Quantity {
  const guess = Math.floor(quantity / lotSize);
  if (guess >= COUNTABLE_LOTS) return quantity;
  const decimals = decimalsOf(lotSize);
  // The quotient is rounded, so the guess may be off by one either way; comparing the lots themselves is exact.
  for (let lots = guess + 2; lots >= Math.max(guess - 2, 0); lots--) {
    const candidate = inLots(lots, lotSize, decimals);
    if (candidate <= quantity) return candidate;
  }
  // Lots too fine to be written with 15 decimals.
  return 0;
}

/** As the exchange writes it: 3 lots of 0.1 are 0.3, not 0.30000000000000004. */
function inLots(lots: number, lotSize: Quantity, decimals: number): Quantity {
  return Number((lots * lotSize).toFixed(decimals));
}
