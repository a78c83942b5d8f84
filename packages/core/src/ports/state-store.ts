import type { TradeEvent } from '../signal/event.ts';

/** What is stored under a key: `run:…`, `risk:<name>` or `portfolio:<name>` (decision 24). */
export interface Stored {
  /** Counts the writes of this key from 1. */
  readonly version: number;
  readonly value: unknown;
}

/** One write. `null` removes the key; its version goes on counting. */
export interface Write {
  readonly key: string;
  /** The version this write is based on; 0 when the key was never written. */
  readonly expected: number;
  readonly value: unknown;
}

/** Proves which holder of a lease is writing. */
export interface FencingToken {
  readonly lease: string;
  readonly token: number;
}

export interface Change {
  readonly writes: readonly Write[];
  readonly events: readonly StoredEvent[];
  readonly fence?: FencingToken;
}

/** An event in the journal of a key. */
export interface StoredEvent {
  readonly key: string;
  readonly version: number;
  readonly event: TradeEvent;
}

/** State that survives. One atomic write is all it has to be good at. */
export interface StateStore {
  readonly name: string;
  readonly can: { readonly shareAcrossProcesses: boolean };
  /** The keys that exist, in one question. */
  load(keys: readonly string[]): Promise<ReadonlyMap<string, Stored>>;
  /**
   * Writes every key and appends every event together or not at all.
   *
   * @throws {StoreConflictError} if any `expected` is stale; nothing is written then
   */
  commit(change: Change): Promise<void>;
  /** Events of a key with a version above `afterVersion`, in order. */
  events(key: string, afterVersion: number): AsyncIterable<StoredEvent>;
  close(): Promise<void>;
}
