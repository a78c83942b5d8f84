import type { Fraction, RiskRule } from '@tradewright/core';
import { checkLimit, nameOf, type RuleOptions } from './check.ts';
import { compared } from './compared.ts';
import { askedExposure, checkOnExcess, exposureOf, fitted, MOST_LEVERAGE, type OnExcess } from './exposure.ts';
import { scopeOf, sumTogether, textIn, type GroupOptions } from './scope.ts';
import { byEquity, refused } from './verdict.ts';

export interface MaxExposureOptions extends RuleOptions, GroupOptions {
  /** Greatest share of equity; above 1 with leverage. */
  readonly maxFrac: Fraction;
  /** Sums up the positions of one `symbol`, `strategy` or `exchange`, of one value of a label, or `all`. */
  readonly per: string;
  /** Default `refuse`. */
  readonly onExcess?: OnExcess | undefined;
}

/**
 * Keeps Σ |quantity · price| of the positions that count together within a share of equity: the open ones at their last
 * closes, the one that is asked for at its entry. Long and short do not cancel each other out.
 */
export function maxExposure(options: MaxExposureOptions): RiskRule {
  const name = nameOf('max-exposure', options);
  const { maxFrac, per, onExcess = 'refuse' } = options;
  checkLimit(`${name}: maxFrac`, maxFrac, MOST_LEVERAGE);
  checkOnExcess(name, onExcess);
  const scope = scopeOf(name, per, options);
  return {
    name,
    needsAccount: true,
    judge: byEquity(name, (request, account) => {
      const { equityQuote } = account;
      const heldQuote = sumTogether(scope, request, (position) => exposureOf(position, account));
      if (typeof heldQuote !== 'number') return heldQuote;
      return fitted(request, heldQuote, maxFrac * equityQuote, onExcess, () =>
        refused(name, `${textIn(scope, request)} ${compared((heldQuote + askedExposure(request)) / equityQuote, '>', maxFrac, '%')}`));
    }),
  };
}
