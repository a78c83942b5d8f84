import type { TimestampMs } from '@tradewright/core';
import { factorOf } from './equity.ts';

/** The deepest fall of equity from a peak. */
export interface DeepestFall {
  /** Percent of the peak, 0 to 100. */
  readonly percent: number;
  readonly peakAtMs: TimestampMs;
  readonly troughAtMs: TimestampMs;
  /** When equity stood at the peak again; `null` while it does not. */
  readonly recoveredAtMs: TimestampMs | null;
}

/**
 * Maximum drawdown of compounded equity, `max over t of 1 − equity(t) / peak(t)` (Magdon-Ismail and Atiya 2004, "Maximum
 * Drawdown"). The first equity is a peak. Trades are given in time order; equity moves at their close.
 */
export class Drawdown {
  #equity = 1;
  #peak = 1;
  #peakAtMs: TimestampMs;
  #deepest: DeepestFall | null = null;

  constructor(startAtMs: TimestampMs) {
    this.#peakAtMs = startAtMs;
  }

  add(pnlPercentage: number, closedAtMs: TimestampMs): void {
    this.#equity *= factorOf(pnlPercentage);
    if (this.#equity >= this.#peak) this.#rise(closedAtMs);
    else this.#fall(closedAtMs);
  }

  /** Final equity over first. */
  get growth(): number {
    return this.#equity;
  }

  /** `null` where equity never fell. */
  get deepest(): DeepestFall | null {
    return this.#deepest;
  }

  #rise(atMs: TimestampMs): void {
    if (this.#deepest?.recoveredAtMs === null) this.#deepest = { ...this.#deepest, recoveredAtMs: atMs };
    this.#peak = this.#equity;
    this.#peakAtMs = atMs;
  }

  #fall(atMs: TimestampMs): void {
    const percent = (1 - this.#equity / this.#peak) * 100;
    if (this.#deepest !== null && percent <= this.#deepest.percent) return;
    this.#deepest = { percent, peakAtMs: this.#peakAtMs, troughAtMs: atMs, recoveredAtMs: null };
  }
}
