import type { Fraction, Price, Quantity, Sizer } from '@tradewright/core';
import { checkFraction, checkPositive, refusal } from './check.ts';
import { checkBasis, limit, type SizeBasis } from './limits.ts';
import { sizerOf, type SizerOptions } from './sizer.ts';

export interface FixedFractionInput extends SizeBasis {
  readonly stopLossPrice: Price;
  /** Share of the balance that is lost when the stop-loss is hit. */
  readonly riskFrac: Fraction;
}

/**
 * The quantity that loses `riskFrac` of the balance between entry and stop-loss: balance · risk / |entry − stop|.
 *
 * @throws {InputError} `sizing/…`; `sizing/distance` where entry and stop-loss are one price
 */
export function fixedFractionSize(input: FixedFractionInput): Quantity {
  const where = 'fixedFractionSize';
  checkBasis(where, input);
  checkPositive('sizing/price', `${where}: stopLossPrice`, input.stopLossPrice);
  checkFraction(`${where}: riskFrac`, input.riskFrac);
  const distanceQuote = Math.abs(input.entryPrice - input.stopLossPrice);
  if (distanceQuote === 0) throw refusal('sizing/distance', `${where}: entry and stop-loss are both ${input.entryPrice}, so the distance is zero.`);
  return limit(where, (input.balanceQuote * input.riskFrac) / distanceQuote, input);
}

export interface FixedFractionOptions extends SizerOptions, Pick<FixedFractionInput, 'riskFrac'> {}

/** A sizer that risks the same share of the balance on every plan's own stop-loss. */
export function fixedFraction(options: FixedFractionOptions): Sizer {
  const { riskFrac } = options;
  checkFraction('fixedFraction: riskFrac', riskFrac);
  return sizerOf('fixedFraction', options, (basis, { plan }) => fixedFractionSize({ ...basis, stopLossPrice: plan.stopLossPrice, riskFrac }));
}
