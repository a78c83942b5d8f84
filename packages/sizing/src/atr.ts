import type { Fraction, Quantity, Sizer, SizeRequest } from '@tradewright/core';
import { checkFraction, checkPositive, refusal } from './check.ts';
import { checkBasis, limit, type SizeBasis } from './limits.ts';
import { sizerOf, type SizerOptions } from './sizer.ts';

export interface AtrInput extends SizeBasis {
  /** Average true range in quote currency. */
  readonly atrQuote: number;
  /** Ranges that the price may move against the position; 2 unless given. */
  readonly atrMultiplier?: number | undefined;
  /** Share of the balance that is lost by such a move. */
  readonly riskFrac: Fraction;
}

/**
 * The quantity that loses `riskFrac` of the balance when the price moves `atrMultiplier` ranges: balance · risk / (atr · multiplier).
 *
 * @throws {InputError} `sizing/…`
 */
export function atrSize(input: AtrInput): Quantity {
  const { atrMultiplier = 2 } = input;
  const where = 'atrSize';
  checkBasis(where, input);
  checkFraction(`${where}: riskFrac`, input.riskFrac);
  checkPositive('sizing/volatility', `${where}: atrQuote`, input.atrQuote);
  checkPositive('sizing/volatility', `${where}: atrMultiplier`, atrMultiplier);
  const distanceQuote = input.atrQuote * atrMultiplier;
  // Two tiny numbers multiply to 0, two huge ones to Infinity.
  checkPositive('sizing/volatility', `${where}: atrQuote × atrMultiplier`, distanceQuote);
  return limit(where, (input.balanceQuote * input.riskFrac) / distanceQuote, input);
}

export interface AtrOptions extends SizerOptions, Pick<AtrInput, 'riskFrac' | 'atrMultiplier'> {
  /** The average true range at the request, in quote currency: `averageTrueRange` of a view, kept by the strategy. */
  readonly atr: (request: SizeRequest) => number;
}

/** A sizer by average true range. It does not look at the plan's stop-loss: the risk is as named only where that is `atrMultiplier` ranges away. */
export function atr(options: AtrOptions): Sizer {
  const { atr: atrAt, atrMultiplier, riskFrac } = options;
  checkFraction('atr: riskFrac', riskFrac);
  if (atrMultiplier !== undefined) checkPositive('sizing/volatility', 'atr: atrMultiplier', atrMultiplier);
  if (typeof atrAt !== 'function') throw refusal('sizing/volatility', 'atr: atr must be a function.');
  return sizerOf('atr', options, (basis, request) => atrSize({ ...basis, atrQuote: atrAt(request), atrMultiplier, riskFrac }));
}
