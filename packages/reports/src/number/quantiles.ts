/** Up to so many values a quantile is exact. */
const EXACT = 512;
/** Beyond, it is off by this share at most. */
const ACCURACY = 0.01;
const GROWTH = (1 + ACCURACY) / (1 - ACCURACY);
const LOG_GROWTH = Math.log(GROWTH);

/**
 * Quantiles of a stream by nearest rank, in constant memory: exact up to 512 values, then within 1 % by buckets that
 * grow geometrically (DDSketch: Masson, Rim and Lee, VLDB 2019). Order and sharding change nothing. Values ≥ 0.
 */
export class Quantiles {
  #count = 0;
  #zeros = 0;
  #smallest = Infinity;
  #largest = -Infinity;
  #exact: number[] | null = [];
  readonly #buckets: Map<number, number> = new Map();

  add(value: number): void {
    this.#count += 1;
    this.#smallest = Math.min(this.#smallest, value);
    this.#largest = Math.max(this.#largest, value);
    if (value > 0) this.#fill(Math.ceil(Math.log(value) / LOG_GROWTH), 1);
    else this.#zeros += 1;
    this.#keepExact([value]);
  }

  merge(other: Quantiles): void {
    this.#count += other.#count;
    this.#zeros += other.#zeros;
    this.#smallest = Math.min(this.#smallest, other.#smallest);
    this.#largest = Math.max(this.#largest, other.#largest);
    for (const [bucket, count] of [...other.#buckets]) this.#fill(bucket, count);
    this.#keepExact(other.#exact);
  }

  get smallest(): number | null {
    return this.#count === 0 ? null : this.#smallest;
  }

  get largest(): number | null {
    return this.#count === 0 ? null : this.#largest;
  }

  /** The value of rank ⌈n·share⌉, `share` in (0, 1]; `null` without values. */
  at(share: number): number | null {
    if (this.#count === 0) return null;
    const rank = Math.max(1, Math.ceil(this.#count * share));
    if (this.#exact !== null) return this.#exact.toSorted((a, b) => a - b)[rank - 1]!;
    if (rank >= this.#count) return this.#largest;
    return Math.min(this.#largest, Math.max(this.#smallest, this.#bucketed(rank)));
  }

  #bucketed(rank: number): number {
    let seen = this.#zeros;
    if (seen >= rank) return 0;
    const buckets = [...this.#buckets].toSorted(([a], [b]) => a - b);
    for (const [bucket, count] of buckets) {
      seen += count;
      if (seen >= rank) return (2 * GROWTH ** bucket) / (GROWTH + 1);
    }
    return this.#largest;
  }

  #fill(bucket: number, count: number): void {
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + count);
  }

  #keepExact(values: readonly number[] | null): void {
    if (this.#exact === null || values === null || this.#count > EXACT) this.#exact = null;
    else this.#exact.push(...values);
  }
}
