import { ExactSum } from './exact-sum.ts';
import { finite } from './finite.ts';

/** Count, mean and deviation of a stream of numbers, the same to the last bit in any order and any sharding. */
export class Moments {
  #count = 0;
  readonly #sum: ExactSum = new ExactSum();
  readonly #squares: ExactSum = new ExactSum();

  get count(): number {
    return this.#count;
  }

  add(value: number): void {
    this.#count += 1;
    this.#sum.add(value);
    this.#squares.addProduct(value, value);
  }

  merge(other: Moments): void {
    this.#count += other.#count;
    this.#sum.merge(other.#sum);
    this.#squares.merge(other.#squares);
  }

  /** Σx, or `null` without values. */
  sum(): number | null {
    return this.#count === 0 ? null : finite(this.#sum.value());
  }

  /** Σx / n. */
  mean(): number | null {
    return this.#count === 0 ? null : finite(this.#sum.value() / this.#count);
  }

  /** Sample deviation √(Σ(x − mean)² / (n − 1)), Bessel's correction; `null` below two values. */
  deviation(): number | null {
    const mean = this.mean();
    if (mean === null || this.#count < 2) return null;
    return finite(Math.sqrt(Math.max(0, this.#spread(mean)) / (this.#count - 1)));
  }

  /** Σ(x − m)² = Σx² − 2m·Σx + n·m², all terms exact: nothing cancels. */
  #spread(mean: number): number {
    const spread = new ExactSum();
    spread.merge(this.#squares);
    for (const part of this.#sum.parts()) spread.addProduct(-2 * mean, part);
    const scaled = new ExactSum();
    scaled.addProduct(this.#count, mean);
    for (const part of scaled.parts()) spread.addProduct(part, mean);
    return spread.value();
  }
}
