import type { InputError } from '../../error.ts';
import type { Learners } from './ledger-change.ts';

/** What comes of one thing to be learnt, however often its write is tried: faults are told once it is durable. */
export class Learning {
  readonly #learners: Learners;
  #faults: InputError[] = [];

  constructor(learners: Learners) {
    this.#learners = learners;
  }

  /** For another attempt. */
  anew(): Learners {
    const { rules, onFault } = this.#learners;
    this.#faults = [];
    return { rules, onFault: onFault === undefined ? undefined : (error) => void this.#faults.push(error) };
  }

  tell(): void {
    for (const error of this.#faults) this.#learners.onFault?.(error);
  }
}
