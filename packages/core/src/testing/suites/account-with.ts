import type { AccountView, Closes } from '../../ports/account-view.ts';
import type { Price } from '../../units.ts';

const FIGURES = ['capitalQuote', 'equityQuote', 'peakEquityQuote', 'dayStartEquityQuote'] as const;

/** An account of which some things are different. It may be anybody's, so its fields are read one by one. */
export function accountWith(account: AccountView, over: Partial<AccountView>): AccountView {
  const { capitalQuote, equityQuote, peakEquityQuote, dayStartEquityQuote } = account;
  return {
    capitalQuote,
    equityQuote,
    peakEquityQuote,
    dayStartEquityQuote,
    markOf: (listing) => account.markOf(listing),
    closes: (listing, interval, limit) => account.closes(listing, interval, limit),
    ...over,
  };
}

/** An account whose four figures are all this. */
export function accountOf(account: AccountView, quote: number): AccountView {
  return accountWith(account, Object.fromEntries(FIGURES.map((figure) => [figure, quote])));
}

/** The same account, its money and its prices in another currency. */
export function accountScaled(account: AccountView, rate: number): AccountView {
  const priced = (price: Price | null): Price | null => (price === null ? null : price * rate);
  return accountWith(account, {
    ...Object.fromEntries(FIGURES.map((figure) => [figure, account[figure] * rate])),
    markOf: (listing) => priced(account.markOf(listing)),
    closes(listing, interval, limit) {
      const closes = account.closes(listing, interval, limit);
      return closes === null ? null : changed(closes, (price) => price * rate);
    },
  });
}

/** Accounts that no arithmetic may trip over, each with what is wrong with it. */
export function brokenAccounts(account: AccountView): readonly (readonly [what: string, account: AccountView])[] {
  const closesAs = (change: (price: Price) => Price): AccountView =>
    accountWith(account, {
      closes(listing, interval, limit) {
        const closes = account.closes(listing, interval, limit);
        return closes === null ? null : changed(closes, change);
      },
    });
  return [
    ['nothing left', accountWith(account, { equityQuote: 0 })],
    ['no capital', accountOf(account, 0)],
    ['debts', accountWith(account, { equityQuote: -account.capitalQuote })],
    ['figures that are no numbers', accountOf(account, NaN)],
    ['equity beyond numbers', accountWith(account, { equityQuote: Infinity })],
    ['no last closes', accountWith(account, { markOf: () => null })],
    ['last closes that are no numbers', accountWith(account, { markOf: () => NaN })],
    ['no past', accountWith(account, { closes: () => null })],
    ['an empty past', accountWith(account, { closes: () => ({ length: 0, close: () => NaN }) })],
    ['a past that never moved', closesAs(() => 1)],
    ['a past that is no numbers', closesAs(() => NaN)],
  ];
}

function changed(closes: Closes, change: (price: Price) => Price): Closes {
  return { length: closes.length, close: (row) => change(closes.close(row)) };
}
