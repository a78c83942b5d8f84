import type { TimestampMs } from '@tradewright/core';
import type { FaultKind } from '../faults/fault.ts';

/** One request that was made. */
export interface LoggedRequest {
  /** By the exchange's clock. */
  readonly atMs: TimestampMs;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Of the answer; `null` where there is none (yet): not answered, or cut. */
  status: number | null;
  readonly fault?: FaultKind | undefined;
}

/** The newest requests, and how many there were. */
export class RequestLog {
  readonly #keep: number;
  readonly #counts = new Map<string, number>();
  #requests: LoggedRequest[] = [];

  constructor(keep: number) {
    this.#keep = keep;
  }

  /** The newest ones, oldest first. */
  get newest(): readonly LoggedRequest[] {
    return this.#requests.slice(-this.#keep);
  }

  /** All since the start, or those of a path, also what is kept no more. */
  count(path?: string): number {
    if (path !== undefined) return this.#counts.get(path) ?? 0;
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  add(request: LoggedRequest): void {
    this.#counts.set(request.path, this.count(request.path) + 1);
    this.#requests.push(request);
    if (this.#requests.length > 2 * this.#keep) this.#requests = this.#requests.slice(-this.#keep);
  }
}
