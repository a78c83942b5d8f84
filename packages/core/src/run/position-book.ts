import type { ActivePosition } from '../ports/active-position.ts';
import { Turns } from './turns.ts';

/**
 * The open positions and reservations that risk rules look at: those of one run, or of all runs that share the book. Who
 * judges and reserves does so `exclusively`, so that two runs can never both take the last slot.
 */
export class PositionBook {
  readonly #held = new Set<ActivePosition>();
  readonly #turns = new Turns();

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

  /** Lets one work at a time have the book, see `Turns`. */
  exclusively<T>(work: () => T): T | Promise<Awaited<T>> {
    return this.#turns.take(work);
  }
}
