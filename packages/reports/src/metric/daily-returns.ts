import { DAY_MS, type TimestampMs } from '@tradewright/core';
import { shapeOf, type ReturnShape } from '../number/sample.ts';
import { factorOf } from './equity.ts';

/**
 * Returns of compounded equity per UTC day, as fractions: the product of the trades closed on that day, less one. Days
 * without a close return 0. Trades are given in time order.
 */
export class DailyReturns {
  readonly #returns: number[] = [];
  #day: number | null = null;
  #growth = 1;

  add(pnlPercentage: number, closedAtMs: TimestampMs): void {
    const day = Math.floor(closedAtMs / DAY_MS);
    if (day !== this.#day) this.#endDay();
    this.#day = day;
    this.#growth *= factorOf(pnlPercentage);
  }

  /** The returns of `days` days: those on which nothing closed are at rest. */
  over(days: number): ReturnShape | null {
    this.#endDay();
    return shapeOf(Float64Array.from(this.#returns), Math.max(0, days - this.#returns.length));
  }

  #endDay(): void {
    if (this.#day !== null) this.#returns.push(this.#growth - 1);
    this.#day = null;
    this.#growth = 1;
  }
}
