/** The newest few of a stream. */
export class Newest<T> {
  readonly #limit: number;
  readonly #kept: T[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(item: T): void {
    if (this.#kept.length === this.#limit) this.#kept.shift();
    this.#kept.push(item);
  }

  /** Oldest first. */
  get items(): readonly T[] {
    return this.#kept;
  }
}
