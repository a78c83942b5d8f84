import type { Fraction, Trade } from '@tradewright/core';

/** What trades come to, added up one by one in constant memory. Fractions: `0.012` is 1.2 %. */
export class TradeSums {
  trades = 0;
  won = 0;
  lost = 0;
  ambiguous = 0;
  truncated = 0;
  /** Sums over trades, nothing compounded. */
  pnlFrac: Fraction = 0;
  /** With each ambiguous trade at its stop, and at its target (decision 11). */
  pnlLowFrac: Fraction = 0;
  pnlHighFrac: Fraction = 0;
  /** Fees of both legs. They are inside `pnlFrac` already. */
  feesFrac: Fraction = 0;

  add(trade: Trade): void {
    this.trades++;
    if (trade.pnlFrac > 0) this.won++;
    else if (trade.pnlFrac < 0) this.lost++;
    if (trade.ambiguous) this.ambiguous++;
    if (trade.truncated) this.truncated++;
    this.pnlFrac += trade.pnlFrac;
    this.pnlLowFrac += trade.pnlLowFrac;
    this.pnlHighFrac += trade.pnlHighFrac;
    this.feesFrac += trade.entry.feeFrac + trade.exit.feeFrac;
  }

  /** Null where there is nothing to take a share or a mean of. */
  get winRateFrac(): Fraction | null {
    return this.trades === 0 ? null : this.won / this.trades;
  }

  get averagePnlFrac(): Fraction | null {
    return this.trades === 0 ? null : this.pnlFrac / this.trades;
  }
}
