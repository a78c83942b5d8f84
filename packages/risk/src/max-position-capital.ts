import type { Fraction, RiskRule } from '@tradewright/core';
import { checkLimit, nameOf, type RuleOptions } from './check.ts';
import { compared } from './compared.ts';
import { askedExposure, checkOnExcess, fitted, MOST_LEVERAGE, type OnExcess } from './exposure.ts';
import { byEquity, refused } from './verdict.ts';

export interface MaxPositionCapitalOptions extends RuleOptions {
  /** Greatest share of equity that one position may cost at its entry; above 1 with leverage. */
  readonly maxFrac: Fraction;
  /** Default `refuse`. */
  readonly onExcess?: OnExcess | undefined;
}

/** Keeps each single position within a share of equity, whatever else is open. */
export function maxPositionCapital(options: MaxPositionCapitalOptions): RiskRule {
  const name = nameOf('max-position-capital', options);
  const { maxFrac, onExcess = 'refuse' } = options;
  checkLimit(`${name}: maxFrac`, maxFrac, MOST_LEVERAGE);
  checkOnExcess(name, onExcess);
  return {
    name,
    needsAccount: true,
    judge: byEquity(name, (request, { equityQuote }) =>
      fitted(request, 0, maxFrac * equityQuote, onExcess, () => refused(name, `${request.symbol} ${compared(askedExposure(request) / equityQuote, '>', maxFrac, '%')}`))),
  };
}
