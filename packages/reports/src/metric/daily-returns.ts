import { DAY_MS, type TimestampMs } from '@tradewright/core';
import { Moments } from '../number/moments.ts';
import { factorOf } from './equity.ts';

/**
 * Returns of compounded equity per UTC day, as fractions: the product of the trades closed on that day, less one. Days
 * without a close return 0. Trades are given in time order.
 */
export class DailyReturns {
  readonly #returns: Moments = new Moments();
  readonly #downside: Moments = new Moments();
  #day: number | null = null;
  #growth = 1;

  add(pnlPercentage: number, closedAtMs: TimestampMs): void {
    const day = Math.floor(closedAtMs / DAY_MS);
    if (this.#day !== null && day !== this.#day) this.#endDay();
    this.#day = day;
    this.#growth *= factorOf(pnlPercentage);
  }

  /** Ends the last day and fills up with days at rest until there are `days` of them. */
  end(days: number): { readonly returns: Moments; readonly downside: Moments } {
    if (this.#day !== null) this.#endDay();
    this.#day = null;
    const atRest = Math.max(0, days - this.#returns.count);
    this.#returns.addZeros(atRest);
    this.#downside.addZeros(atRest);
    return { returns: this.#returns, downside: this.#downside };
  }

  #endDay(): void {
    this.#returns.add(this.#growth - 1);
    this.#downside.add(Math.min(0, this.#growth - 1));
    this.#growth = 1;
  }
}
