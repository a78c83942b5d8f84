import type { Fraction, RiskRule } from '@tradewright/core';
import { checkLimit, nameOf, type RuleOptions } from './check.ts';
import { compared } from './compared.ts';
import { ALLOWED, byEquity, refused } from './verdict.ts';

export interface DailyLossLimitOptions extends RuleOptions {
  /** Share of the equity at the beginning of the UTC day. */
  readonly maxLossFrac: Fraction;
}

/** Refuses everything for the rest of a UTC day that has lost so much, open positions at their last closes included. */
export function dailyLossLimit(options: DailyLossLimitOptions): RiskRule {
  const name = nameOf('daily-loss-limit', options);
  return lossLimit(name, 'maxLossFrac', options.maxLossFrac, 'loss of the day', 'dayStartEquityQuote');
}

export interface MaxDrawdownOptions extends RuleOptions {
  /** Share of the highest equity so far. */
  readonly maxDrawdownFrac: Fraction;
}

/**
 * Refuses everything while equity is so far below its peak: with nothing open, until there is new capital. What is open stays
 * open. To close it, or to begin anew after a time, use `portfolioStop`.
 */
export function maxDrawdown(options: MaxDrawdownOptions): RiskRule {
  const name = nameOf('max-drawdown', options);
  return lossLimit(name, 'maxDrawdownFrac', options.maxDrawdownFrac, 'drawdown', 'peakEquityQuote');
}

/** A loss of exactly the limit has reached it. */
function lossLimit(name: string, field: string, limitFrac: Fraction, what: string, from: 'dayStartEquityQuote' | 'peakEquityQuote'): RiskRule {
  checkLimit(`${name}: ${field}`, limitFrac, 1);
  return {
    name,
    needsAccount: true,
    judge: byEquity(name, (_request, account) => {
      const fromQuote = account[from];
      const lossFrac = lostFrac(fromQuote, account.equityQuote);
      if (lossFrac === null) return refused(name, `${what} cannot be measured from an equity of ${fromQuote}`);
      return lossFrac < limitFrac ? ALLOWED : refused(name, `${what} ${compared(lossFrac, '≥', limitFrac, '%')}`);
    }),
  };
}

/** Share lost of an earlier equity, below 0 for a gain; `null` where that was nothing to lose from, or is not known. */
export function lostFrac(fromQuote: number, equityQuote: number): Fraction | null {
  return fromQuote > 0 && fromQuote < Infinity && Number.isFinite(equityQuote) ? (fromQuote - equityQuote) / fromQuote : null;
}
