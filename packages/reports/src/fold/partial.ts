import { Latest } from '../list/latest.ts';
import type { PartialRow } from '../row/partial-row.ts';
import { SHOWN } from './shown.ts';

/** Milestones towards targets and stops. */
export interface PartialStatistics<T> {
  /** The latest milestones, newest first. */
  readonly eventList: T[];
  readonly totalEvents: number;
  readonly totalProfit: number;
  readonly totalLoss: number;
}

export class PartialFold<T = PartialRow> {
  readonly #latest: Latest<{ readonly row: PartialRow; readonly payload: T }>;
  #profit = 0;
  #loss = 0;

  /** @param shown how many of the latest milestones are kept for lists */
  constructor(shown: number = SHOWN) {
    this.#latest = new Latest(shown);
  }

  add(row: PartialRow, payload: T): void {
    if (row.action === 'profit') this.#profit += 1;
    else this.#loss += 1;
    this.#latest.add(row.atMs, { row, payload });
  }

  /** Takes in another run's milestones; the other fold stays as it is. */
  merge(other: PartialFold<T>): this {
    this.#profit += other.#profit;
    this.#loss += other.#loss;
    this.#latest.merge(other.#latest);
    return this;
  }

  /** The latest milestones for the report, newest first. */
  rows(): PartialRow[] {
    return this.#latest.newestFirst().map(({ row }) => row);
  }

  statistics(): PartialStatistics<T> {
    return {
      eventList: this.#latest.newestFirst().map(({ payload }) => payload),
      totalEvents: this.#profit + this.#loss,
      totalProfit: this.#profit,
      totalLoss: this.#loss,
    };
  }
}
