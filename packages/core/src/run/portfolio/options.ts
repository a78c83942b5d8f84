import { InputError } from '../../error.ts';
import type { Interval } from '../../market/interval.ts';
import { quoteOf } from '../../market/quote-currency.ts';
import type { AccountView } from '../../ports/account-view.ts';
import type { Strategy } from '../../ports/strategy.ts';
import type { Position } from '../../signal/position.ts';
import type { Trade } from '../../signal/trade.ts';
import type { TimestampMs } from '../../units.ts';
import type { BacktestOptions } from '../options.ts';

/** One strategy on one symbol. */
export interface PortfolioLine extends Pick<BacktestOptions, 'candles' | 'risk' | 'sizer' | 'exchangeName' | 'book' | 'frames'> {
  readonly symbol: string;
  readonly strategy: Strategy;
  /** Ids of signals and orders begin with it. Default: as for a run of its own. */
  readonly key?: string;
}

/** A position that is to be closed now, at the VWAP. */
export interface CloseOrder {
  readonly symbol: string;
  /** Default: those of all strategies. */
  readonly strategyName?: string;
  /** Default: on all exchanges. */
  readonly exchangeName?: string;
  /** Stands in the trade. */
  readonly reasonText: string;
}

/** What a rebalancing hook sees after a position has closed. */
export interface Rebalancing {
  readonly nowMs: TimestampMs;
  readonly closed: { readonly symbol: string; readonly strategyName: string; readonly exchangeName: string; readonly trade: Trade };
  readonly account: AccountView;
  /** What is still open, in the order of the lines. */
  readonly open: readonly { readonly symbol: string; readonly strategyName: string; readonly exchangeName: string; readonly position: Position }[];
}

export type Rebalance = (rebalancing: Rebalancing) => readonly CloseOrder[] | void | Promise<readonly CloseOrder[] | void>;

export interface PortfolioOptions extends Omit<BacktestOptions, 'symbol' | 'strategy' | 'candles' | 'prefetch' | 'rules'> {
  /** In the order in which what falls on one instant is decided. */
  readonly lines: readonly PortfolioLine[];
  readonly rules: Omit<BacktestOptions['rules'], 'key'>;
  /** Money to begin with, shared by all lines. */
  readonly capitalQuote: number;
  /** The currency of the capital. Default: the one in which all symbols are quoted, as far as their names tell. */
  readonly currency?: string;
  /** Distance of points of the equity curve. Default one hour. It is marked, and judged by rules, each minute. */
  readonly equityEvery?: Interval;
  /** Called after each close; what it gives back is closed as well, at once. */
  readonly rebalance?: Rebalance;
}

/** As much of a portfolio as can be judged before there is anything to run. */
export interface PortfolioCheck {
  readonly lines: readonly (Pick<PortfolioLine, 'symbol' | 'exchangeName'> & { readonly strategy: Pick<Strategy, 'name'> })[];
  readonly capitalQuote: number;
  readonly currency?: string | undefined;
}

/** @throws {InputError} `portfolio/lines`, `portfolio/capital`, `portfolio/currency` */
export function checkPortfolio({ lines, capitalQuote, currency }: PortfolioCheck): void {
  if (lines.length === 0) throw new InputError('portfolio/lines', 'A portfolio needs at least one symbol and one strategy.');
  if (!(capitalQuote > 0 && capitalQuote < Infinity)) throw new InputError('portfolio/capital', `A portfolio needs a positive capital in quote currency, not ${String(capitalQuote)}.`);
  const seen = new Set<string>();
  for (const { symbol, strategy: { name }, exchangeName = '' } of lines) {
    const line = JSON.stringify([exchangeName, symbol, name]);
    if (seen.has(line)) throw new InputError('portfolio/lines', `Strategy ${name} is in the portfolio twice for ${symbol}. Leave one of them out, or give them two names.`);
    seen.add(line);
  }
  checkCurrency(lines, currency);
}

/** One account has one currency: prices in another one would be added up as if they were the same. */
function checkCurrency(lines: readonly Pick<PortfolioLine, 'symbol'>[], given: string | undefined): void {
  let expected = given?.toUpperCase();
  let from = given === undefined ? '' : 'the account';
  for (const { symbol } of lines) {
    const quote = quoteOf(symbol);
    if (quote === null) continue;
    if (expected === undefined) [expected, from] = [quote, symbol];
    if (quote !== expected) throw new InputError('portfolio/currency', `${symbol} is quoted in ${quote}, but ${from} in ${expected}. One account has one currency: leave it out, or run it in a portfolio of its own.`);
  }
}
