import { MINUTE_MS } from '@tradewright/core';
import { Latest } from '../list/latest.ts';
import { Moments } from '../number/moments.ts';
import { ratio } from '../number/finite.ts';
import type { ScheduleRow } from '../row/schedule-row.ts';
import { SHOWN } from './shown.ts';

/** What became of scheduled signals. */
export interface ScheduleStatistics<T> {
  /** The latest events, newest first; a waiting order is listed once. */
  readonly eventList: T[];
  readonly totalEvents: number;
  readonly totalScheduled: number;
  readonly totalOpened: number;
  readonly totalCancelled: number;
  /** Percent of the scheduled; `null` where none was. */
  readonly cancellationRate: number | null;
  readonly activationRate: number | null;
  /** Minutes until the cancellation, over the cancelled. */
  readonly avgWaitTime: number | null;
  /** Minutes until the opening, over the opened. */
  readonly avgActivationTime: number | null;
}

/** Folds the events of scheduled signals. Shards to be merged are runs: one order's events belong into one shard. */
export class ScheduleFold<T = ScheduleRow> {
  readonly #latest: Latest<{ readonly row: ScheduleRow; readonly payload: T }>;
  /** Orders that wait, so that one reported at every tick counts once. */
  readonly #waiting: Set<string> = new Set();
  readonly #openedAfterMs: Moments = new Moments();
  readonly #cancelledAfterMs: Moments = new Moments();
  #events = 0;

  /** @param shown how many of the latest events are kept for lists */
  constructor(shown: number = SHOWN) {
    this.#latest = new Latest(shown);
  }

  add(row: ScheduleRow, payload: T): void {
    const key = JSON.stringify([row.symbol, row.strategyName, row.exchangeName, row.signalId]);
    const isKnown = this.#waiting.has(key);
    const isImmediate = row.action === 'opened' && !isKnown && row.atMs === row.scheduledAtMs;
    const isRepeated = row.action === 'scheduled' && isKnown;
    if (isImmediate || isRepeated) return;
    if (row.action === 'scheduled') this.#waiting.add(key);
    else this.#end(key, row);
    this.#events += 1;
    this.#latest.add(row.atMs, { row, payload });
  }

  /** Takes in another run's events; the other fold stays as it is. */
  merge(other: ScheduleFold<T>): this {
    for (const key of other.#waiting) this.#waiting.add(key);
    this.#openedAfterMs.merge(other.#openedAfterMs);
    this.#cancelledAfterMs.merge(other.#cancelledAfterMs);
    this.#events += other.#events;
    this.#latest.merge(other.#latest);
    return this;
  }

  /** The latest events for the report, newest first. */
  rows(): ScheduleRow[] {
    return this.#latest.newestFirst().map(({ row }) => row);
  }

  statistics(): ScheduleStatistics<T> {
    const totalOpened = this.#openedAfterMs.count;
    const totalCancelled = this.#cancelledAfterMs.count;
    const totalScheduled = totalOpened + totalCancelled + this.#waiting.size;
    return {
      eventList: this.#latest.newestFirst().map(({ payload }) => payload),
      totalEvents: this.#events,
      totalScheduled,
      totalOpened,
      totalCancelled,
      cancellationRate: ratio(totalCancelled * 100, totalScheduled),
      activationRate: ratio(totalOpened * 100, totalScheduled),
      avgWaitTime: ratio(this.#cancelledAfterMs.mean(), MINUTE_MS),
      avgActivationTime: ratio(this.#openedAfterMs.mean(), MINUTE_MS),
    };
  }

  #end(key: string, row: ScheduleRow): void {
    this.#waiting.delete(key);
    const waited = row.atMs - row.scheduledAtMs;
    if (row.action === 'opened') this.#openedAfterMs.add(waited);
    else this.#cancelledAfterMs.add(waited);
  }
}
