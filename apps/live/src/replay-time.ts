import { alignUp, MINUTE_MS, type Clock, type StateStore, type TimestampMs } from '@tradewright/core';
import { checkRecord, ReplayClock, storeKeyOf, type RunNames } from '@tradewright/core/run';
import type { Period } from './replay-market.ts';

export interface Resumption {
  /** Where the run that is furthest behind has stopped, or the beginning of the candles. */
  readonly startMs: TimestampMs;
  /** Some run has begun before. */
  readonly resumed: boolean;
}

/**
 * Where a replay begins.
 *
 * @throws {EngineError} for a store that does not answer, or holds what is no state of a run
 */
export async function resumeAt(store: StateStore, runs: readonly RunNames[], { fromMs }: Period): Promise<Resumption> {
  const keys = runs.map(storeKeyOf);
  const stored = await store.load(keys);
  const reached = keys.map((key) => {
    const value = stored.get(key)?.value ?? null;
    return value === null ? null : checkRecord(key, value).processedMs;
  });
  return { startMs: Math.max(fromMs, Math.min(...reached.map((ms) => ms ?? fromMs))), resumed: reached.some((ms) => ms !== null) };
}

export interface ReplayTimeParts {
  readonly machine: Clock;
  readonly period: Period;
  readonly startMs: TimestampMs;
  readonly speed: number;
  readonly onEnd: () => void;
}

/** The time of a replay. It stands still until it is let go. */
export class ReplayTime {
  readonly #clock: ReplayClock;
  readonly #hold: { leave(): void };

  constructor({ machine, period: { toMs }, startMs, speed, onEnd }: ReplayTimeParts) {
    // The first tick is on a minute. The candle that closes at the end is no longer looked at: what follows it is not known.
    this.#clock = new ReplayClock({ machine, startMs: alignUp(startMs, MINUTE_MS), endMs: toMs - 1, speed, onEnd });
    this.#hold = this.#clock.join();
  }

  get nowMs(): TimestampMs {
    return this.#clock.nowMs;
  }

  /** The clock of one run; of those who tick at the same minute the first to ask here comes first. */
  join(): Clock & { leave(): void } {
    return this.#clock.join();
  }

  /** Everybody is here. */
  letGo(): void {
    this.#hold.leave();
  }
}
