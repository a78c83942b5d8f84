import type { CandleView } from '../market/view.ts';
import type { Interval } from '../market/interval.ts';
import type { Price } from '../units.ts';

/** A symbol as it is traded on one exchange. */
export interface Listing {
  readonly symbol: string;
  readonly exchangeName: string;
}

/** What a rule or sizer reads of another symbol's past. */
export type Closes = Pick<CandleView, 'length' | 'close'>;

/** The money behind a run or a portfolio, in quote currency, as it stands at the instant of a question. */
export interface AccountView {
  /** What it began with. */
  readonly capitalQuote: number;
  /** Capital, what closed trades have won or lost, fees, and open positions at their last closes. */
  readonly equityQuote: number;
  /** The highest equity so far. */
  readonly peakEquityQuote: number;
  /** Equity at the first instant of this UTC day. */
  readonly dayStartEquityQuote: number;
  /** Last close of a symbol; `null` where none is known here. */
  markOf(listing: Listing): Price | null;
  /**
   * Closes of the newest candles that have closed by now, oldest first: fewer while history is short, `null` for a symbol
   * nothing is known of here. Valid until the rule answers.
   */
  closes(listing: Listing, interval: Interval, limit: number): Closes | null;
}
