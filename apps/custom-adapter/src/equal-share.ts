import { InputError, type Sizer } from '@tradewright/core';

/** The same share of equity for each of so many positions, whatever they risk. */
export function equalShare({ positions }: { readonly positions: number }): Sizer {
  if (!(Number.isInteger(positions) && positions > 0)) throw new InputError('equal-share/positions', `positions must be a whole number of 1 or more, not ${positions}.`);
  return {
    name: 'equal-share',
    size({ plan, account }) {
      if (account === null) throw new InputError('equal-share/account', 'Shares are shares of equity, and the run has no capital: give it some.');
      const { equityQuote } = account;
      return equityQuote > 0 && equityQuote < Infinity ? equityQuote / positions / plan.entryPrice : 0;
    },
  };
}
