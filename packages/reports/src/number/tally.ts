import { ExactSum } from './exact-sum.ts';
import { finite } from './finite.ts';

/** Count, sum and mean of a stream of numbers: `Moments` without the deviation, at a third of the cost. */
export class Tally {
  #count = 0;
  readonly #sum: ExactSum = new ExactSum();

  get count(): number {
    return this.#count;
  }

  add(value: number): void {
    this.#count += 1;
    this.#sum.add(value);
  }

  merge(other: Tally): void {
    this.#count += other.#count;
    this.#sum.merge(other.#sum);
  }

  /** Σx, or `null` without values. */
  sum(): number | null {
    return this.#count === 0 ? null : finite(this.#sum.value());
  }

  /** Σx / n. */
  mean(): number | null {
    return this.#count === 0 ? null : finite(this.#sum.value() / this.#count);
  }
}
