import { Latest } from '../list/latest.ts';
import type { LiveRow } from '../row/live-row.ts';
import { SHOWN_LIVE } from './shown.ts';
import { TradeFold } from './trade-fold.ts';
import { tradeStatistics, type StatisticsOptions, type TradeStatistics } from './trade-statistics.ts';

/** Statistics of a live run: over all its events, of which only the latest are listed. */
export interface LiveStatistics<T> extends TradeStatistics {
  /** The latest events, newest first. Of idle ticks in a row, and of ticks with one signal active or waiting, the last one stands. */
  readonly eventList: T[];
  /** All events, also those no longer listed. */
  readonly totalEvents: number;
  readonly totalClosed: number;
}

interface Entry<T> {
  readonly row: LiveRow;
  readonly payload: T;
}

/** Folds the tick results of a live run. */
export class LiveFold<T = LiveRow> {
  readonly trades: TradeFold = new TradeFold();
  readonly #latest: Latest<Entry<T>>;
  #events = 0;

  /** @param shown how many of the latest events are kept for lists */
  constructor(shown: number = SHOWN_LIVE) {
    this.#latest = new Latest(shown);
  }

  add(row: LiveRow, payload: T): void {
    this.#events += 1;
    if (row.closed !== null) this.trades.add(row.closed);
    this.#dropRepeated(row);
    this.#latest.add(row.atMs, { row, payload });
  }

  /** Takes in another run's events; the other fold stays as it is. */
  merge(other: LiveFold<T>): this {
    this.#events += other.#events;
    this.trades.merge(other.trades);
    this.#latest.merge(other.#latest);
    return this;
  }

  /** The latest events for the report, newest first. */
  rows(): LiveRow[] {
    return this.#latest.newestFirst().map(({ row }) => row);
  }

  statistics(options?: StatisticsOptions): LiveStatistics<T> {
    return {
      eventList: this.#latest.newestFirst().map(({ payload }) => payload),
      totalEvents: this.#events,
      totalClosed: this.trades.count,
      ...tradeStatistics(this.trades, options),
    };
  }

  /** Otherwise quiet minutes would push everything that matters out of the list. */
  #dropRepeated(row: LiveRow): void {
    if (row.action === 'idle') {
      const before = this.#latest.findNewest((entry) => isSamePair(entry.row, row));
      if (before?.row.action === 'idle') this.#latest.drop((entry) => entry === before);
    } else if (row.action === 'active' || row.action === 'scheduled') {
      this.#latest.drop((entry) => entry.row.action === row.action && entry.row.signalId === row.signalId && isSamePair(entry.row, row));
    }
  }
}

function isSamePair(a: LiveRow, b: LiveRow): boolean {
  return a.symbol === b.symbol && a.strategyName === b.strategyName;
}
