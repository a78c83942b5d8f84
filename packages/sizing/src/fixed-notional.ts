import type { Quantity, Sizer } from '@tradewright/core';
import { checkNotNegative } from './check.ts';
import { checkBasis, limit, type SizeBasis } from './limits.ts';
import { sizerOf, type SizerOptions } from './sizer.ts';

export interface FixedNotionalInput extends SizeBasis {
  /** Wanted price × quantity in quote currency. The balance matters for `maxPositionFrac` only. */
  readonly notionalQuote: number;
}

/**
 * The quantity that costs `notionalQuote` at the entry.
 *
 * @throws {InputError} `sizing/…`
 */
export function fixedNotionalSize(input: FixedNotionalInput): Quantity {
  checkBasis('fixedNotionalSize', input);
  checkNotNegative('sizing/notional', 'fixedNotionalSize: notionalQuote', input.notionalQuote);
  return limit('fixedNotionalSize', input.notionalQuote / input.entryPrice, input);
}

export interface FixedNotionalOptions extends SizerOptions, Pick<FixedNotionalInput, 'notionalQuote'> {}

/** A sizer that buys or sells for the same amount of quote currency each time. It goes by a balance for `maxPositionFrac` only. */
export function fixedNotional(options: FixedNotionalOptions): Sizer {
  const { notionalQuote, maxPositionFrac, balance = maxPositionFrac === undefined ? () => 0 : undefined } = options;
  checkNotNegative('sizing/notional', 'fixedNotional: notionalQuote', notionalQuote);
  return sizerOf('fixedNotional', { ...options, balance }, (basis) => fixedNotionalSize({ ...basis, notionalQuote }));
}
