import type { TimestampMs } from '@tradewright/core';
import { ExactSum } from '../number/exact-sum.ts';
import { sumOf } from '../number/sum.ts';
import type { ClosedRow } from '../row/closed-row.ts';
import { TradeColumns, type Columns } from './trade-columns.ts';

/**
 * Everything the statistics of closed trades need, gathered one trade at a time. Folding shards apart and merging them
 * gives the same bits as folding all trades in one go, in any order.
 */
export class TradeFold {
  readonly #columns: TradeColumns = new TradeColumns();
  /** How far the sum would be lower and higher: most trades are not ambiguous and add nothing. */
  readonly #below: ExactSum = new ExactSum();
  readonly #above: ExactSum = new ExactSum();
  #ambiguous = 0;
  #truncated = 0;
  #firstOpenMs: TimestampMs = Infinity;
  #lastCloseMs: TimestampMs = -Infinity;

  add(row: ClosedRow): void {
    const { pnlPercentage: pnl } = row;
    this.#columns.add(row);
    shift(this.#below, pnl, row.pnlLowPercentage);
    shift(this.#above, pnl, row.pnlHighPercentage);
    if (row.ambiguous) this.#ambiguous += 1;
    if (row.truncated) this.#truncated += 1;
    this.#firstOpenMs = Math.min(this.#firstOpenMs, row.openedAtMs);
    this.#lastCloseMs = Math.max(this.#lastCloseMs, row.closedAtMs);
  }

  merge(other: TradeFold): void {
    this.#columns.merge(other.#columns);
    this.#below.merge(other.#below);
    this.#above.merge(other.#above);
    this.#ambiguous += other.#ambiguous;
    this.#truncated += other.#truncated;
    this.#firstOpenMs = Math.min(this.#firstOpenMs, other.#firstOpenMs);
    this.#lastCloseMs = Math.max(this.#lastCloseMs, other.#lastCloseMs);
  }

  get count(): number {
    return this.#columns.count;
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

  /** The trades by close time, an order that arrival does not change. For reading only. */
  inOrder(): Columns {
    return this.#columns.inOrder();
  }

  /** Sums of the results with every ambiguous trade at its stop, and at its target. */
  get bounds(): { readonly low: number; readonly high: number } {
    const sum = sumOf(this.inOrder().pnl);
    return { low: sum + this.#below.value(), high: sum + this.#above.value() };
  }
}

/** Both terms and not their difference, which would be rounded. */
function shift(sum: ExactSum, from: number, to: number): void {
  if (from === to) return;
  sum.add(to);
  sum.add(-from);
}
