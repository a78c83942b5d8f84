import type { TimestampMs } from '@tradewright/core';
import { ExactSum } from '../number/exact-sum.ts';
import { Moments } from '../number/moments.ts';
import { Tally } from '../number/tally.ts';
import type { ClosedRow } from '../row/closed-row.ts';
import { TradePath } from './trade-path.ts';

/**
 * Everything the statistics of closed trades need, gathered one trade at a time. Folding shards apart and merging them
 * gives the same bits as folding all trades in one go, in any order.
 */
export class TradeFold {
  readonly pnl: Moments = new Moments();
  readonly wins: Tally = new Tally();
  readonly losses: Tally = new Tally();
  readonly path: TradePath = new TradePath();
  readonly #durationMs: ExactSum = new ExactSum();
  /** How far the sum would be lower and higher: most trades are not ambiguous and add nothing. */
  readonly #below: ExactSum = new ExactSum();
  readonly #above: ExactSum = new ExactSum();
  #ambiguous = 0;
  #truncated = 0;
  #firstOpenMs: TimestampMs = Infinity;
  #lastCloseMs: TimestampMs = -Infinity;

  add(row: ClosedRow): void {
    const { pnlPercentage: pnl } = row;
    this.pnl.add(pnl);
    if (pnl > 0) this.wins.add(pnl);
    if (pnl < 0) this.losses.add(pnl);
    this.path.add(pnl, row.closedAtMs);
    this.#durationMs.add(row.closedAtMs - row.openedAtMs);
    shift(this.#below, pnl, row.pnlLowPercentage);
    shift(this.#above, pnl, row.pnlHighPercentage);
    this.#ambiguous += row.ambiguous ? 1 : 0;
    this.#truncated += row.truncated ? 1 : 0;
    this.#firstOpenMs = Math.min(this.#firstOpenMs, row.openedAtMs);
    this.#lastCloseMs = Math.max(this.#lastCloseMs, row.closedAtMs);
  }

  merge(other: TradeFold): void {
    this.pnl.merge(other.pnl);
    this.wins.merge(other.wins);
    this.losses.merge(other.losses);
    this.path.merge(other.path);
    this.#durationMs.merge(other.#durationMs);
    this.#below.merge(other.#below);
    this.#above.merge(other.#above);
    this.#ambiguous += other.#ambiguous;
    this.#truncated += other.#truncated;
    this.#firstOpenMs = Math.min(this.#firstOpenMs, other.#firstOpenMs);
    this.#lastCloseMs = Math.max(this.#lastCloseMs, other.#lastCloseMs);
  }

  get count(): number {
    return this.pnl.count;
  }

  get ambiguousCount(): number {
    return this.#ambiguous;
  }

  get truncatedCount(): number {
    return this.#truncated;
  }

  /** From the first opening to the last close; `±Infinity` without trades. */
  get span(): { readonly firstOpenMs: TimestampMs; readonly lastCloseMs: TimestampMs } {
    return { firstOpenMs: this.#firstOpenMs, lastCloseMs: this.#lastCloseMs };
  }

  /** Time in the market, all trades together. */
  get durationMs(): number {
    return this.#durationMs.value();
  }

  /** Sums of the results with every ambiguous trade at its stop, and at its target. */
  get bounds(): { readonly low: number; readonly high: number } {
    return { low: this.pnl.sumWith(this.#below), high: this.pnl.sumWith(this.#above) };
  }
}

/** Both terms and not their difference, which would be rounded. */
function shift(sum: ExactSum, from: number, to: number): void {
  if (from === to) return;
  sum.add(to);
  sum.add(-from);
}
