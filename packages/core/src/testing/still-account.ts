import type { AccountView, Closes } from '../ports/account-view.ts';
import type { Price } from '../units.ts';

export interface StillAccountOptions extends Partial<Pick<AccountView, 'capitalQuote' | 'equityQuote' | 'peakEquityQuote' | 'dayStartEquityQuote'>> {
  /** Closes of each symbol, oldest first: the same for every exchange and interval. */
  readonly closes?: Readonly<Record<string, readonly Price[]>>;
}

/** An account in which nothing moves, for questions to rules and sizers: 10,000 and no gain or loss unless told otherwise. */
export function stillAccount({ closes: known = {}, ...figures }: StillAccountOptions = {}): AccountView {
  const { capitalQuote = 10_000 } = figures;
  const { equityQuote = capitalQuote, dayStartEquityQuote = capitalQuote } = figures;
  const closesOf = (symbol: string): readonly Price[] | undefined => (Object.hasOwn(known, symbol) ? known[symbol] : undefined);
  return {
    capitalQuote,
    equityQuote,
    peakEquityQuote: figures.peakEquityQuote ?? Math.max(capitalQuote, equityQuote),
    dayStartEquityQuote,
    markOf: ({ symbol }) => closesOf(symbol)?.at(-1) ?? null,
    closes({ symbol }, _interval, limit) {
      const newest = closesOf(symbol)?.slice(-limit);
      return newest === undefined ? null : closesIn(newest);
    },
  };
}

/** Closes read from an array, oldest first. */
export function closesIn(prices: readonly Price[]): Closes {
  return {
    length: prices.length,
    close(row) {
      const price = prices[row];
      if (price === undefined) throw new RangeError(`There are ${prices.length} closes; there is no row ${row}.`);
      return price;
    },
  };
}
