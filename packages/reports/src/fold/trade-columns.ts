import type { ClosedRow } from '../row/closed-row.ts';

const NAMES = ['closedAtMs', 'openedAtMs', 'pnl', 'mae', 'mfe'] as const;

/** What statistics need of trades, one column a figure. Results and excursions in percent of the entry price. */
export type Columns = Readonly<Record<(typeof NAMES)[number], Float64Array>>;

/** Growing columns of trades, 40 bytes a trade. */
export class TradeColumns {
  #length = 0;
  #columns: Columns = emptyColumns(16);
  /** Kept until the next trade: all statistics of one moment look at the same order. */
  #ordered: Columns | null = null;

  add(row: ClosedRow): void {
    const at = this.#length;
    if (at === this.#columns.pnl.length) this.#grow(4 * at);
    const columns = this.#columns;
    columns.closedAtMs[at] = row.closedAtMs;
    columns.openedAtMs[at] = row.openedAtMs;
    columns.pnl[at] = row.pnlPercentage;
    columns.mae[at] = row.maePercentage;
    columns.mfe[at] = row.mfePercentage;
    this.#length = at + 1;
    this.#ordered = null;
  }

  merge(other: TradeColumns): void {
    const length = this.#length + other.#length;
    if (length > this.#columns.pnl.length) this.#grow(Math.max(length, 2 * this.#columns.pnl.length));
    for (const name of NAMES) this.#columns[name].set(other.#columns[name].subarray(0, other.#length), this.#length);
    this.#length = length;
    this.#ordered = null;
  }

  get count(): number {
    return this.#length;
  }

  /**
   * The trades by close time; among those of one instant the worse first, and so on through all columns, so that arrival
   * decides nothing: whatever is computed in this order comes out the same to the last bit.
   */
  inOrder(): Columns {
    this.#ordered ??= this.#isSorted() ? this.#inUse() : this.#sorted();
    return this.#ordered;
  }

  #inUse(): Columns {
    return columnsOf((name) => this.#columns[name].subarray(0, this.#length));
  }

  #sorted(): Columns {
    const order = Uint32Array.from({ length: this.#length }, (_, i) => i).sort((a, b) => this.#compare(a, b));
    return columnsOf((name) => {
      const column = this.#columns[name];
      return Float64Array.from(order, (at) => column[at]!);
    });
  }

  #isSorted(): boolean {
    const { closedAtMs } = this.#columns;
    for (let i = 1; i < this.#length; i++) {
      if (!(closedAtMs[i - 1]! < closedAtMs[i]!) && this.#compare(i - 1, i) > 0) return false;
    }
    return true;
  }

  #compare(a: number, b: number): number {
    const [by, result] = [this.#columns.closedAtMs, this.#columns.pnl];
    return ascending(by[a]!, by[b]!) || ascending(result[a]!, result[b]!) || this.#compareRest(a, b);
  }

  #compareRest(a: number, b: number): number {
    for (const name of NAMES) {
      const order = ascending(this.#columns[name][a]!, this.#columns[name][b]!);
      if (order !== 0) return order;
    }
    return 0;
  }

  /** Fourfold at a time: memory in reserve costs nothing until it is written to, copying does. */
  #grow(capacity: number): void {
    const grown = emptyColumns(capacity);
    for (const name of NAMES) grown[name].set(this.#columns[name]);
    this.#columns = grown;
  }
}

/** Columns in one block of memory: asking for it is what costs. */
function emptyColumns(capacity: number): Columns {
  const block = new Float64Array(NAMES.length * capacity);
  return columnsOf((name) => block.subarray(NAMES.indexOf(name) * capacity, (NAMES.indexOf(name) + 1) * capacity));
}

function columnsOf(of: (name: keyof Columns) => Float64Array): Columns {
  return { closedAtMs: of('closedAtMs'), openedAtMs: of('openedAtMs'), pnl: of('pnl'), mae: of('mae'), mfe: of('mfe') };
}

/** What is no number comes last: an order must be total, or arrival shows. */
function ascending(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return a === b ? 0 : Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}
