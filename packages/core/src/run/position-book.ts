import type { ActivePosition } from '../ports/active-position.ts';

/**
 * The open positions and reservations that risk rules look at: those of one run, or of all runs that share the book. Who
 * judges and reserves does so `exclusively`, so that two runs can never both take the last slot.
 */
export class PositionBook {
  readonly #held = new Set<ActivePosition>();
  readonly #waiting: (() => void)[] = [];
  #busy = false;

  /** As they are now, oldest first. */
  get positions(): readonly ActivePosition[] {
    return [...this.#held];
  }

  add(position: ActivePosition): void {
    this.#held.add(position);
  }

  /** Removes this very object; another position of the same plan stays. */
  remove(position: ActivePosition): void {
    this.#held.delete(position);
  }

  /**
   * Lets one work at a time have the book, first come, first served: at once, and without a promise, when nobody has it
   * and the work makes none. Work that waits for its own turn once more, inside itself, waits for ever.
   */
  exclusively<T>(work: () => T): T | Promise<Awaited<T>> {
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

  /** The book is handed on, not let go of: nobody who comes in between may overtake those who wait. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#busy = false;
    else next();
  }
}
