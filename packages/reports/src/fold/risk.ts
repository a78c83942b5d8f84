import { Latest } from '../list/latest.ts';
import type { RiskRow } from '../row/risk-row.ts';
import { SHOWN } from './shown.ts';

/** Signals that risk refused. */
export interface RiskStatistics<T> {
  /** The latest refusals, newest first. */
  readonly eventList: T[];
  readonly totalRejections: number;
  readonly bySymbol: Record<string, number>;
  readonly byStrategy: Record<string, number>;
}

export class RiskFold<T = RiskRow> {
  readonly #latest: Latest<{ readonly row: RiskRow; readonly payload: T }>;
  readonly #bySymbol: Map<string, number> = new Map();
  readonly #byStrategy: Map<string, number> = new Map();
  #total = 0;

  /** @param shown how many of the latest refusals are kept for lists */
  constructor(shown: number = SHOWN) {
    this.#latest = new Latest(shown);
  }

  add(row: RiskRow, payload: T): void {
    this.#total += 1;
    count(this.#bySymbol, row.symbol, 1);
    count(this.#byStrategy, row.strategyName, 1);
    this.#latest.add(row.atMs, { row, payload });
  }

  /** Takes in another run's refusals; the other fold stays as it is. */
  merge(other: RiskFold<T>): this {
    this.#total += other.#total;
    for (const [symbol, times] of [...other.#bySymbol]) count(this.#bySymbol, symbol, times);
    for (const [strategy, times] of [...other.#byStrategy]) count(this.#byStrategy, strategy, times);
    this.#latest.merge(other.#latest);
    return this;
  }

  /** The latest refusals for the report, newest first. */
  rows(): RiskRow[] {
    return this.#latest.newestFirst().map(({ row }) => row);
  }

  statistics(): RiskStatistics<T> {
    return {
      eventList: this.#latest.newestFirst().map(({ payload }) => payload),
      totalRejections: this.#total,
      bySymbol: ordered(this.#bySymbol),
      byStrategy: ordered(this.#byStrategy),
    };
  }
}

function count(counts: Map<string, number>, name: string, times: number): void {
  counts.set(name, (counts.get(name) ?? 0) + times);
}

/** By name, so that the order of arrival does not show. */
function ordered(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
