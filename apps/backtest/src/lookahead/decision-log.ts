import { createHash, type Hash } from 'node:crypto';
import type { TimestampMs } from '@tradewright/core';

/** What was decided up to an instant: how much, a digest of all of it, and the last of it in words. */
export interface Decided {
  readonly count: number;
  readonly digest: string;
  readonly last: string;
}

export function isSame(a: Decided, b: Decided): boolean {
  return a.count === b.count && a.digest === b.digest;
}

/** An instant up to which decisions are compared. */
export class Mark {
  readonly atMs: TimestampMs;
  decided: Decided | null = null;

  constructor(atMs: TimestampMs) {
    this.atMs = atMs;
  }
}

/** Decisions in the order in which they became known, reduced to a digest: any number of them in constant memory. */
export class DecisionLog {
  readonly #hash: Hash = createHash('sha256');
  #open: Mark[] = [];
  #count = 0;
  #last = 'nothing yet';

  /** Takes down what has been decided by the mark's instant. It must not lie before the latest decision. */
  watch(mark: Mark): void {
    this.#open.push(mark);
  }

  forget(mark: Mark): void {
    this.#open = this.#open.filter((other) => other !== mark);
  }

  add(knownAtMs: TimestampMs, decision: string): void {
    this.#settle(knownAtMs);
    this.#hash.update(`${decision}\n`);
    this.#count++;
    this.#last = decision;
  }

  /** No decision will follow. */
  end(): void {
    this.#settle(Infinity);
  }

  #settle(knownAtMs: TimestampMs): void {
    if (!this.#open.some(({ atMs }) => atMs < knownAtMs)) return;
    const decided: Decided = { count: this.#count, digest: this.#hash.copy().digest('hex'), last: this.#last };
    for (const mark of this.#open) if (mark.atMs < knownAtMs) mark.decided = decided;
    this.#open = this.#open.filter(({ atMs }) => atMs >= knownAtMs);
  }
}
