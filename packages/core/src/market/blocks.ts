/** Rows under one block, and blocks under one block of the next level: 16, as a shift. */
const SHIFT = 4;
const WIDTH = 1 << SHIFT;
const LEVELS = 3;

/** Rows under one block of the highest level. Series drop rows in multiples of it, so that blocks move whole. */
export const LARGEST_BLOCK: number = 1 << (SHIFT * LEVELS);

export interface RangeExtremes {
  high: number;
  low: number;
}

/** One level: the maxima of one column and the minima of another over groups of 16 of the level below. */
interface Level {
  highs: Float64Array;
  lows: Float64Array;
  count: number;
}

/**
 * Block maxima of one column and block minima of another, on three levels (16, 256, 4,096 rows), so that a search or a
 * range query over a long stretch skips most of it. Only whole blocks are kept; the tail is looked at row by row.
 */
export class Blocks {
  readonly #levels: readonly Level[] = Array.from({ length: LEVELS }, () => ({ highs: new Float64Array(0), lows: new Float64Array(0), count: 0 }));
  readonly #extremes: RangeExtremes = { high: -Infinity, low: Infinity };

  /** Takes in rows up to `length`; rows taken in before are not read again. */
  extend(upper: Float64Array, lower: Float64Array, length: number): void {
    let below = { highs: upper, lows: lower, count: length };
    for (const level of this.#levels) {
      extendLevel(level, below);
      below = level;
    }
  }

  /** Forgets the first `rows` rows, a multiple of `LARGEST_BLOCK`. */
  drop(rows: number): void {
    let blocks = rows;
    for (const level of this.#levels) {
      blocks >>= SHIFT;
      level.highs.copyWithin(0, blocks, level.count);
      level.lows.copyWithin(0, blocks, level.count);
      level.count -= blocks;
    }
  }

  /** First row in `[from, to)` with `upper ≥ above` or `lower ≤ below`, or `to`. Allocates nothing. */
  firstTouch(upper: Float64Array, lower: Float64Array, from: number, to: number, above: number, below: number): number {
    return this.#touch(0, upper, lower, from, to, above, below);
  }

  /** Entries up to a block boundary, then whole blocks one level up, then the entries of the block that touches. */
  #touch(level: number, upper: Float64Array, lower: Float64Array, from: number, to: number, above: number, below: number): number {
    const head = Math.min(to, (from + WIDTH - 1) & -WIDTH);
    let i = from;
    for (; i < head; i++) if (upper[i]! >= above || lower[i]! <= below) return i;
    const next = this.#levels[level];
    if (next !== undefined) {
      const end = Math.min(to >> SHIFT, next.count);
      const block = i >> SHIFT;
      if (block < end) i = this.#touch(level + 1, next.highs, next.lows, block, end, above, below) << SHIFT;
    }
    for (; i < to; i++) if (upper[i]! >= above || lower[i]! <= below) return i;
    return to;
  }

  /** The greatest of `upper` and the least of `lower` over `[from, to)`; infinite when empty. Reused: read it at once. */
  extremes(upper: Float64Array, lower: Float64Array, from: number, to: number): Readonly<RangeExtremes> {
    this.#extremes.high = -Infinity;
    this.#extremes.low = Infinity;
    this.#widen(0, upper, lower, from, to);
    return this.#extremes;
  }

  #widen(level: number, upper: Float64Array, lower: Float64Array, from: number, to: number): void {
    const next = this.#levels[level];
    const first = (from + WIDTH - 1) >> SHIFT;
    const end = next === undefined ? first : Math.max(first, Math.min(to >> SHIFT, next.count));
    if (next === undefined || first >= end) return this.#widenBy(upper, lower, from, to);
    this.#widenBy(upper, lower, from, first << SHIFT);
    this.#widen(level + 1, next.highs, next.lows, first, end);
    this.#widenBy(upper, lower, end << SHIFT, to);
  }

  #widenBy(upper: Float64Array, lower: Float64Array, from: number, to: number): void {
    let { high, low } = this.#extremes;
    for (let i = from; i < to; i++) {
      high = Math.max(high, upper[i]!);
      low = Math.min(low, lower[i]!);
    }
    this.#extremes.high = high;
    this.#extremes.low = low;
  }
}

function extendLevel(level: Level, below: Level): void {
  const count = below.count >> SHIFT;
  if (level.highs.length < count) {
    level.highs = grown(level.highs, count);
    level.lows = grown(level.lows, count);
  }
  const { highs, lows } = below;
  for (let block = level.count; block < count; block++) {
    const first = block << SHIFT;
    // Not the first row's: one without a value must not hide the rest.
    let high = -Infinity;
    let low = Infinity;
    for (let i = first; i < first + WIDTH; i++) {
      const h = highs[i]!;
      const l = lows[i]!;
      if (h > high) high = h;
      if (l < low) low = l;
    }
    level.highs[block] = high;
    level.lows[block] = low;
  }
  level.count = count;
}

function grown(array: Float64Array, needed: number): Float64Array {
  const larger = new Float64Array(Math.max(needed, array.length * 2, 64));
  larger.set(array);
  return larger;
}
