import type { Fraction, Quantity, Sizer, SizeRequest } from '@tradewright/core';
import { checkNotNegative, checkPositive, refusal } from './check.ts';
import { checkBasis, limit, type SizeBasis } from './limits.ts';
import { sizerOf, type SizerOptions } from './sizer.ts';

export interface VolatilityTargetInput extends SizeBasis {
  /** Standard deviation of the market's returns over some period. */
  readonly volatilityFrac: Fraction;
  /** Wanted standard deviation of the account's returns over the same period. */
  readonly targetFrac: Fraction;
}

/**
 * The quantity with which the account moves as much as wanted: balance · target / volatility / entry. A calm market asks for
 * more than the balance; `maxPositionFrac` bounds that.
 *
 * @throws {InputError} `sizing/…`
 */
export function volatilityTargetSize(input: VolatilityTargetInput): Quantity {
  const where = 'volatilityTargetSize';
  checkBasis(where, input);
  checkNotNegative('sizing/fraction', `${where}: targetFrac`, input.targetFrac);
  checkPositive('sizing/volatility', `${where}: volatilityFrac`, input.volatilityFrac);
  return limit(where, (input.balanceQuote * input.targetFrac) / input.volatilityFrac / input.entryPrice, input);
}

export interface VolatilityTargetOptions extends SizerOptions, Pick<VolatilityTargetInput, 'targetFrac'> {
  /** The market's volatility at the request, over the period of `targetFrac`. */
  readonly volatility: (request: SizeRequest) => Fraction;
}

/** A sizer that trades less where the market moves more. */
export function volatilityTarget(options: VolatilityTargetOptions): Sizer {
  const { targetFrac, volatility } = options;
  checkNotNegative('sizing/fraction', 'volatilityTarget: targetFrac', targetFrac);
  if (typeof volatility !== 'function') throw refusal('sizing/volatility', 'volatilityTarget: volatility must be a function.');
  return sizerOf('volatilityTarget', options, (basis, request) => volatilityTargetSize({ ...basis, volatilityFrac: volatility(request), targetFrac }));
}
