/** One work at a time, first come, first served. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #busy = false;

  /**
   * Does a work when it is its turn: at once, and without a promise, when nobody is at work and the work makes none. Work
   * that waits for its own turn once more, inside itself, waits for ever.
   */
  take<T>(work: () => T): T | Promise<Awaited<T>> {
    if (!this.#busy) return this.#enter(work);
    return new Promise<void>((resolve) => this.#waiting.push(resolve)).then(() => this.#enter(work)) as Promise<Awaited<T>>;
  }

  #enter<T>(work: () => T): T | Promise<Awaited<T>> {
    this.#busy = true;
    let result: T;
    try {
      result = work();
    } catch (error) {
      this.#leave();
      throw error;
    }
    if (result instanceof Promise) return result.finally(() => this.#leave()) as Promise<Awaited<T>>;
    this.#leave();
    return result;
  }

  /** The turn is handed on, not let go of: nobody who comes in between may overtake those who wait. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#busy = false;
    else next();
  }
}
