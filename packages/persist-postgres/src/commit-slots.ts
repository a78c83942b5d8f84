import type { PlainChange } from '@tradewright/core';
import { randomUUID } from 'node:crypto';

/** Where a commit leaves its number, in the same transaction: so it can be sent again when its answer was lost. */
export interface CommitNumber {
  readonly writer: string;
  readonly slot: number;
  /** Counts the commits of a slot from 1. */
  readonly number: number;
}

/** How many commits of unknown fate are remembered. */
const MOST_LOST = 100;

/**
 * One writer's slots: as many as it ever had commits on their way at once. A slot serves one commit at a time, so that the
 * last number in it tells of every commit whether it landed.
 */
export class CommitSlots {
  readonly #writer = randomUUID();
  readonly #last: number[] = [];
  readonly #free: number[] = [];
  /** Commits whose callers were told that nobody knows; the same change again gets the same number. */
  readonly #lost = new Map<string, CommitNumber>();

  /** @param change - of a commit that may be known already; without one it is new */
  take(change?: PlainChange): CommitNumber {
    return (change === undefined ? undefined : this.#takeLost(change)) ?? this.#takeNew();
  }

  /** A commit that is still on its way somewhere, with its answer lost, finds a higher number when it arrives, and lands no more. */
  giveBack({ slot }: CommitNumber): void {
    this.#free.push(slot);
  }

  /** Nobody knows whether it landed. */
  lose(number: CommitNumber, change: PlainChange): void {
    this.#lost.set(fingerprint(change), number);
    const [oldest] = this.#lost;
    if (oldest === undefined || this.#lost.size <= MOST_LOST) return;
    this.#lost.delete(oldest[0]);
    this.giveBack(oldest[1]);
  }

  #takeLost(change: PlainChange): CommitNumber | undefined {
    if (this.#lost.size === 0) return undefined;
    const print = fingerprint(change);
    const number = this.#lost.get(print);
    this.#lost.delete(print);
    return number;
  }

  #takeNew(): CommitNumber {
    const slot = this.#free.pop() ?? this.#last.push(0) - 1;
    const number = this.#last[slot]! + 1;
    this.#last[slot] = number;
    return { writer: this.#writer, slot, number };
  }
}

function fingerprint({ writes, events }: PlainChange): string {
  return JSON.stringify([writes, events]);
}
