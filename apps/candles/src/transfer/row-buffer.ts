import { allocateColumns, type CandleColumns } from '@tradewright/core';

const COLUMNS = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const;

/** Gathers rows of pages until a piece of them is full. */
export class RowBuffer {
  readonly #capacity: number;
  readonly #columns: Omit<CandleColumns, 'length'>;
  #length = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#columns = allocateColumns(capacity);
  }

  get isFull(): boolean {
    return this.#length === this.#capacity;
  }

  /** Takes rows from `from` on, as many as there is room for. @returns how many */
  take(page: CandleColumns, from: number): number {
    const count = Math.min(page.length - from, this.#capacity - this.#length);
    for (const name of COLUMNS) this.#columns[name].set(page[name].subarray(from, from + count), this.#length);
    this.#length += count;
    return count;
  }

  /** What was gathered, until more is taken. */
  empty(): CandleColumns {
    const rows = { length: this.#length, ...this.#columns };
    this.#length = 0;
    return rows;
  }
}
