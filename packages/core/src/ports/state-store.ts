import type { TradeEvent } from '../signal/event.ts';
import type { DurationMs } from '../units.ts';

/** What is stored under a key: `run:…`, `risk:<name>` or `portfolio:<name>` (decision 24). */
export interface Stored {
  /** Counts the writes of this key from 1. */
  readonly version: number;
  /** A JSON value; `null` where the key was removed. */
  readonly value: unknown;
}

/** One write. `null` removes the key; its version goes on counting. */
export interface Write {
  readonly key: string;
  /** The version this write is based on; 0 when the key was never written. */
  readonly expected: number;
  readonly value: unknown;
}

/** Proves which holder of a lease is writing. Tokens of a lease rise from holder to holder. */
export interface FencingToken {
  readonly lease: string;
  readonly token: number;
}

export interface Change {
  /** Each key at most once. */
  readonly writes: readonly Write[];
  readonly events: readonly StoredEvent[];
  /** Nothing is written when a newer token of this lease was given out, or it is held no longer. */
  readonly fence?: FencingToken | undefined;
}

/** An event in the journal of a key. */
export interface StoredEvent {
  readonly key: string;
  /** The version that the same change gives the key. */
  readonly version: number;
  readonly event: TradeEvent;
}

/** Exclusive rights for a time, by the clock of the store. For stores that several processes share. */
export interface Leases {
  /** The token of a new holder; `null` while somebody else holds the lease. The same holder gets it at once, with a new token. */
  acquire(lease: string, holder: string, ttlMs: DurationMs): Promise<FencingToken | null>;
  /** Holds it for `ttlMs` from now. `false`: it was lost, and is not to be had back by waiting. */
  renew(token: FencingToken, ttlMs: DurationMs): Promise<boolean>;
  /** Gives it back; one that was lost already is left alone. */
  release(token: FencingToken): Promise<void>;
}

/** State that survives. One atomic write is all it has to be good at. */
export interface StateStore {
  /** Named in errors. */
  readonly name: string;
  readonly can: {
    /** Several processes may have it open at once. */
    readonly shareAcrossProcesses: boolean;
  };
  /** Absent where only one process at a time can have the store open anyway. */
  readonly leases?: Leases;
  /** Those of the keys that were ever written, removed ones too, in one question. */
  load(keys: readonly string[]): Promise<ReadonlyMap<string, Stored>>;
  /**
   * Writes every key and appends every event together or not at all; durable when it resolves.
   *
   * @throws {StoreConflictError} if any `expected` is stale; nothing is written then
   * @throws {StoreError} `store/fenced` when the fence is not the lease's holder any more; `store/value` for what is no JSON;
   *   `store/change` for a key written twice or an event without its write; others say whether to try again
   */
  commit(change: Change): Promise<void>;
  /** Events of a key with a version above `afterVersion`, in order. */
  events(key: string, afterVersion: number): AsyncIterable<StoredEvent>;
  /** Lets go of everything; calling it twice is fine. A closed store refuses with `store/closed`. */
  close(): Promise<void>;
}
