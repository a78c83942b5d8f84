import type { ActivePosition } from '../ports/active-position.ts';
import type { RiskEvent, RiskRule } from '../ports/risk-rule.ts';
import { foldStates, type RuleStates } from './rule-memory.ts';
import { Turns } from './turns.ts';

/**
 * The open positions and reservations that risk rules look at, and what the rules remember: those of one run, or of all
 * runs that share the book. Who judges and reserves does so `exclusively`, so that two runs can never both take the last slot.
 */
export class PositionBook {
  readonly #held = new Set<ActivePosition>();
  readonly #turns = new Turns();
  #positions: readonly ActivePosition[] | undefined;
  /** What the rules remember. */
  states: RuleStates = {};

  /** As they are now, oldest first. */
  get positions(): readonly ActivePosition[] {
    return (this.#positions ??= Object.freeze([...this.#held]));
  }

  add(position: ActivePosition): void {
    this.#held.add(position);
    this.#positions = undefined;
  }

  /** Removes this very object; another position of the same plan stays. */
  remove(position: ActivePosition): void {
    if (this.#held.delete(position)) this.#positions = undefined;
  }

  /** Lets the rules learn what has happened. */
  note(rules: readonly RiskRule[], event: RiskEvent): void {
    this.states = foldStates(rules, this.states, event);
  }

  /** Lets one work at a time have the book, see `Turns`. */
  exclusively<T>(work: () => T): T | Promise<Awaited<T>> {
    return this.#turns.take(work);
  }
}
