import type { TimestampMs } from '@tradewright/core';

type Visit = (pnlPercentage: number, closedAtMs: TimestampMs) => void;

/**
 * Close times and results of trades in two growing columns, 16 bytes a trade: what drawdown, streaks and daily equity
 * need, since they depend on time and trades of several symbols or shards arrive in any order.
 */
export class TradePath {
  #length = 0;
  #closedAtMs: Float64Array = new Float64Array(16);
  #pnl: Float64Array = new Float64Array(16);

  add(pnlPercentage: number, closedAtMs: TimestampMs): void {
    if (this.#length === this.#pnl.length) this.#grow(2 * this.#length);
    this.#pnl[this.#length] = pnlPercentage;
    this.#closedAtMs[this.#length] = closedAtMs;
    this.#length += 1;
  }

  merge(other: TradePath): void {
    const length = this.#length + other.#length;
    if (length > this.#pnl.length) this.#grow(Math.max(length, 2 * this.#pnl.length));
    this.#pnl.set(other.#pnl.subarray(0, other.#length), this.#length);
    this.#closedAtMs.set(other.#closedAtMs.subarray(0, other.#length), this.#length);
    this.#length = length;
  }

  /** Visits the trades by close time; among those of one instant the worse first, so that arrival decides nothing. */
  walk(visit: Visit): void {
    const order = this.#isSorted() ? null : this.#sorted();
    for (let i = 0; i < this.#length; i++) {
      const at = order === null ? i : order[i]!;
      visit(this.#pnl[at]!, this.#closedAtMs[at]!);
    }
  }

  #compare(a: number, b: number): number {
    return this.#closedAtMs[a]! - this.#closedAtMs[b]! || this.#pnl[a]! - this.#pnl[b]!;
  }

  #isSorted(): boolean {
    for (let i = 1; i < this.#length; i++) if (this.#compare(i - 1, i) > 0) return false;
    return true;
  }

  #sorted(): Uint32Array {
    return Uint32Array.from({ length: this.#length }, (_, i) => i).sort((a, b) => this.#compare(a, b));
  }

  #grow(capacity: number): void {
    const closedAtMs = new Float64Array(capacity);
    const pnl = new Float64Array(capacity);
    closedAtMs.set(this.#closedAtMs);
    pnl.set(this.#pnl);
    this.#closedAtMs = closedAtMs;
    this.#pnl = pnl;
  }
}
