import type { TimestampMs } from '@tradewright/core';
import { ExactSum } from '../number/exact-sum.ts';
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
  readonly #fees: ExactSum = new ExactSum();
  readonly #slippage: ExactSum = new ExactSum();
  /** Bought and sold, in multiples of the entry. */
  readonly #legs: ExactSum = new ExactSum();
  #ambiguous = 0;
  #truncated = 0;
  #firstOpenMs: TimestampMs = Infinity;
  #lastCloseMs: TimestampMs = -Infinity;

  add(row: ClosedRow): void {
    this.#columns.add(row);
    this.#fees.add(row.feePercentage);
    this.#slippage.add(row.slippagePercentage);
    this.#legs.add(1 + row.priceClose / row.priceOpen);
    if (row.ambiguous) this.#shift(row);
    if (row.truncated) this.#truncated += 1;
    this.#firstOpenMs = Math.min(this.#firstOpenMs, row.openedAtMs);
    this.#lastCloseMs = Math.max(this.#lastCloseMs, row.closedAtMs);
  }

  merge(other: TradeFold): void {
    this.#columns.merge(other.#columns);
    this.#below.merge(other.#below);
    this.#above.merge(other.#above);
    this.#fees.merge(other.#fees);
    this.#slippage.merge(other.#slippage);
    this.#legs.merge(other.#legs);
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

  /** How far the sum of results would be lower with every ambiguous trade at its stop, and higher with each at its target. */
  get shifts(): { readonly below: number; readonly above: number } {
    return { below: this.#below.value(), above: this.#above.value() };
  }

  /** Sums of fees and of slippage, percent, and of what was bought and sold, in multiples of the entry. */
  get costs(): { readonly fees: number; readonly slippage: number; readonly legs: number } {
    return { fees: this.#fees.value(), slippage: this.#slippage.value(), legs: this.#legs.value() };
  }

  /** Both terms and not their difference, which would be rounded. */
  #shift({ pnlPercentage, pnlLowPercentage, pnlHighPercentage }: ClosedRow): void {
    this.#ambiguous += 1;
    this.#below.add(pnlLowPercentage);
    this.#below.add(-pnlPercentage);
    this.#above.add(pnlHighPercentage);
    this.#above.add(-pnlPercentage);
  }
}
