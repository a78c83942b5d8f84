import type { Trade } from '@tradewright/core';
import { Equity } from './equity.ts';
import { Newest } from './newest.ts';
import { TradeSums } from './trade-sums.ts';

/** Trades that a report shows one by one. */
export const SHOWN_TRADES = 25;

/** Everything that is kept of the trades of a run. */
export class Tally {
  readonly sums: TradeSums = new TradeSums();
  readonly equity: Equity = new Equity();
  readonly newest: Newest<Trade> = new Newest<Trade>(SHOWN_TRADES);

  add(trade: Trade): void {
    this.sums.add(trade);
    this.equity.add(trade.pnlFrac);
    this.newest.add(trade);
  }
}
