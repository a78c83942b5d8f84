import type { TimestampMs } from '@tradewright/core';

/** So many ticks without a new candle are no delay any more: nothing can be judged, a stop is not seen. */
const BLIND_TICKS = 3;

/** Since when a run has seen no new candle. */
export interface Blindness {
  readonly kind: 'stale' | 'fresh';
  /** Ticks in a row without the candle that closed last. */
  readonly blindTicks: number;
  /** The first of them. */
  readonly sinceMs: TimestampMs;
}

/** Notices when candles stay away from a run, and when they are back. */
export class CandleWatch {
  #blindTicks = 0;
  #sinceMs: TimestampMs = 0;
  #failed = false;

  /** The exchange could not answer within the tick that is on. */
  failed(): void {
    this.#failed = true;
  }

  /** @param late - its candle has not come @returns what is news, if anything */
  ticked(atMs: TimestampMs, late: boolean): Blindness | null {
    const blind = late || this.#failed;
    const [blindTicks, sinceMs] = [this.#blindTicks, this.#sinceMs];
    this.#failed = false;
    if (!blind) {
      this.#blindTicks = 0;
      return blindTicks < BLIND_TICKS ? null : { kind: 'fresh', blindTicks, sinceMs };
    }
    if (blindTicks === 0) this.#sinceMs = atMs;
    this.#blindTicks++;
    return this.#blindTicks === BLIND_TICKS ? { kind: 'stale', blindTicks: BLIND_TICKS, sinceMs: this.#sinceMs } : null;
  }
}
