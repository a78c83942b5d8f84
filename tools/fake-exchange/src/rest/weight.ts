import type { TimestampMs } from '@tradewright/core';

const MINUTE_MS = 60_000;

/** Weight used within the running minute of the exchange's clock. */
export class Weight {
  readonly #limit: number;
  #minute = -1;
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds the weight of a request; how much of the minute is used then. */
  add(weight: number, nowMs: TimestampMs): number {
    const minute = Math.floor(nowMs / MINUTE_MS);
    if (minute !== this.#minute) this.#used = 0;
    this.#minute = minute;
    this.#used += weight;
    return this.#used;
  }

  /** Seconds until the next minute, if too much is used. */
  retryAfterS(nowMs: TimestampMs): number | undefined {
    return this.#used > this.#limit ? Math.ceil((MINUTE_MS - (nowMs % MINUTE_MS)) / 1000) : undefined;
  }
}
