import type { Fraction } from '@tradewright/core';

/** An account that puts everything into each trade, one after the other. Open positions are not looked into. */
export class Equity {
  #value = 1;
  #peak = 1;
  /** Deepest fall from a peak, seen at the closes of trades. */
  maxDrawdownFrac: Fraction = 0;

  add(pnlFrac: Fraction): void {
    this.#value = Math.max(0, this.#value * (1 + pnlFrac));
    if (this.#value > this.#peak) this.#peak = this.#value;
    this.maxDrawdownFrac = Math.max(this.maxDrawdownFrac, 1 - this.#value / this.#peak);
  }

  /** What the account has gained. */
  get gainFrac(): Fraction {
    return this.#value - 1;
  }
}
