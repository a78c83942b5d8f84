/** 2^27 + 1 splits a double into two halves of 26 bits (Veltkamp). */
const SPLITTER = 134_217_729;

/** Terms below this, results in percent as a rule, need no expansion of their own. */
const COMMON = 1024;
/** Adding and taking away again rounds to multiples of 2^-20, and of 2^-60 (Rump, Ogita and Oishi 2008, "Accurate Floating-Point Summation"). */
const COARSE = 1.5 * 2 ** 32;
const FINE = 1.5 * 2 ** -8;
/** So many terms fit into two plain sums: 2^-21 in steps of 2^-60 are 39 bits, of 53. */
const ROOM = 16_384;

/**
 * A sum without rounding until it is read, so that order and sharding cannot change a result by a single bit.
 * Grow-expansion and final rounding after Shewchuk (1997), "Adaptive Precision Floating-Point Arithmetic".
 * Terms that are not finite make the sum not finite. Common terms are split into two parts that plain sums hold exactly.
 */
export class ExactSum {
  /** Parts that do not overlap, smallest first; their exact sum is the sum. */
  readonly #parts: number[] = [];
  /** How many of them are in use: cutting the array at every term would cost more than the sum. */
  #used = 0;
  #notFinite = 0;
  #coarse = 0;
  #fine = 0;
  #taken = 0;

  add(term: number): void {
    if (!(Math.abs(term) < COMMON)) {
      this.#expand(term);
      return;
    }
    const coarse = term + COARSE - COARSE;
    const rest = term - coarse;
    const fine = rest + FINE - FINE;
    this.#coarse += coarse;
    this.#fine += fine;
    this.#taken += 1;
    if (rest !== fine) this.#expand(rest - fine);
    if (this.#taken === ROOM) this.#settle();
  }

  #settle(): void {
    this.#expand(this.#coarse);
    this.#expand(this.#fine);
    this.#coarse = 0;
    this.#fine = 0;
    this.#taken = 0;
  }

  #expand(term: number): void {
    if (!Number.isFinite(term)) {
      this.#notFinite += term;
      return;
    }
    const parts = this.#parts;
    let kept = 0;
    let high = term;
    for (let i = 0; i < this.#used; i++) {
      const part = parts[i]!;
      const isBigger = Math.abs(high) >= Math.abs(part);
      const big = isBigger ? high : part;
      const small = isBigger ? part : high;
      high = big + small;
      const low = small - (high - big);
      if (low !== 0) parts[kept++] = low;
    }
    parts[kept++] = high;
    this.#used = kept;
  }

  /** Adds `a · b` without rounding the product: its error term is found by Dekker's two-product. */
  addProduct(a: number, b: number): void {
    const product = a * b;
    this.add(product);
    if (!Number.isFinite(product)) return;
    const aHigh = upperHalf(a);
    const bHigh = upperHalf(b);
    const aLow = a - aHigh;
    const bLow = b - bHigh;
    const error = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
    this.add(error);
  }

  merge(other: ExactSum): void {
    for (const part of other.parts()) this.add(part);
    this.#notFinite += other.#notFinite;
  }

  /** The parts whose exact sum this is. */
  parts(): readonly number[] {
    this.#settle();
    return this.#parts.slice(0, this.#used);
  }

  /** The sum, rounded once and correctly: ties go to even. */
  value(): number {
    this.#settle();
    if (this.#notFinite !== 0) return this.#notFinite;
    const parts = this.#parts;
    let at = this.#used - 1;
    let high = at < 0 ? 0 : parts[at]!;
    let low = 0;
    while (at > 0 && low === 0) {
      const part = parts[--at]!;
      const sum = high + part;
      low = part - (sum - high);
      high = sum;
    }
    return at > 0 ? rounded(high, low, parts[at - 1]!) : high;
  }
}

/** Where `low` is exactly half a step, what lies below it decides on which side the tie falls. */
function rounded(high: number, low: number, below: number): number {
  if (low === 0 || Math.sign(low) !== Math.sign(below)) return high;
  const doubled = low * 2;
  const next = high + doubled;
  return next - high === doubled ? next : high;
}

/** The upper 26 bits of a value; what is left fits into 26 as well. */
function upperHalf(value: number): number {
  const scaled = value * SPLITTER;
  return scaled - (scaled - value);
}
