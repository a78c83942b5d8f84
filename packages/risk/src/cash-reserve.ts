import type { Fraction, RiskRule } from '@tradewright/core';
import { checkLimit, mistake, nameOf, type RuleOptions } from './check.ts';
import { compared } from './compared.ts';
import { askedExposure, checkOnExcess, exposureOf, fitted, type OnExcess } from './exposure.ts';
import { byEquity, refused } from './verdict.ts';

export interface CashReserveOptions extends RuleOptions {
  /** Least share of equity that is in no position; below 1. */
  readonly minFrac: Fraction;
  /** Default `refuse`. */
  readonly onExcess?: OnExcess | undefined;
}

/** Keeps a share of equity out of all positions: equity − Σ |quantity · price|, the one that is asked for included. */
export function cashReserve(options: CashReserveOptions): RiskRule {
  const name = nameOf('cash-reserve', options);
  const { minFrac, onExcess = 'refuse' } = options;
  checkLimit(`${name}: minFrac`, minFrac, 1);
  if (minFrac === 1) throw mistake('risk/limit', `${name}: minFrac is 1, which leaves nothing to trade with.`);
  checkOnExcess(name, onExcess);
  return {
    name,
    needsAccount: true,
    judge: byEquity(name, (request, account) => {
      const { equityQuote } = account;
      let heldQuote = 0;
      for (const position of request.activePositions) heldQuote += exposureOf(position, account);
      return fitted(request, heldQuote, equityQuote - minFrac * equityQuote, onExcess, () =>
        refused(name, `cash ${compared((equityQuote - heldQuote - askedExposure(request)) / equityQuote, '<', minFrac, '%')}`));
    }),
  };
}
