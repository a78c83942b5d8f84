import { randomUUID } from 'node:crypto';

/** Where a commit leaves its number, in the same transaction: so it can be sent again when its answer was lost. */
export interface CommitNumber {
  readonly writer: string;
  readonly slot: number;
  /** Counts the commits of a slot from 1. */
  readonly number: number;
}

/**
 * One writer's slots: as many as it ever had commits on their way at once. A slot serves one commit at a time, so that the
 * last number in it tells of every commit whether it landed.
 */
export class CommitSlots {
  readonly #writer = randomUUID();
  readonly #last: number[] = [];
  readonly #free: number[] = [];

  take(): CommitNumber {
    const slot = this.#free.pop() ?? this.#last.push(0) - 1;
    const number = this.#last[slot]! + 1;
    this.#last[slot] = number;
    return { writer: this.#writer, slot, number };
  }

  /** A commit that is still on its way somewhere, with its answer lost, finds a higher number when it arrives, and lands no more. */
  giveBack({ slot }: CommitNumber): void {
    this.#free.push(slot);
  }
}
