import type { TimestampMs } from '../units.ts';

/** Frames at instants of somebody's choice, ascending. */
export class FrameList {
  readonly #atMs: readonly TimestampMs[];

  constructor(atMs: readonly TimestampMs[]) {
    this.#atMs = atMs;
  }

  get count(): number {
    return this.#atMs.length;
  }

  /** The first frame at or after an instant; `Infinity` when none is left. */
  from(atMs: TimestampMs): TimestampMs {
    return this.#atMs[this.before(atMs)] ?? Infinity;
  }

  /** How many frames lie before an instant. */
  before(atMs: TimestampMs): number {
    let lo = 0;
    let hi = this.#atMs.length;
    while (lo < hi) {
      const middle = (lo + hi) >> 1;
      if (this.#atMs[middle]! < atMs) lo = middle + 1;
      else hi = middle;
    }
    return lo;
  }
}
