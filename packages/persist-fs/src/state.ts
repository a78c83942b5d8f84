import { StoreConflictError, type PlainChange, type Stored } from '@tradewright/core';

/** A key as it stands. Its value is kept as JSON, so that nobody can change it from outside. */
export interface Entry {
  readonly version: number;
  /** `null` where the key was removed. */
  readonly json: string | null;
  /** Its place in the order of first writes. */
  readonly order: number;
  /** The version it had before the segment `State.segment`. */
  readonly before: number;
}

/** What is live: every key that was ever written, in the order of their first writes. */
export class State {
  readonly #entries = new Map<string, Entry>();
  #segment = 1;

  /** The segment behind the newest snapshot. */
  get segment(): number {
    return this.#segment;
  }

  /** Says that all there is now stands before a segment. */
  begin(segment: number): void {
    this.#segment = segment;
    for (const [key, entry] of this.#entries) this.#entries.set(key, { ...entry, before: entry.version });
  }

  get size(): number {
    return this.#entries.size;
  }

  versionOf(key: string): number {
    return this.#entries.get(key)?.version ?? 0;
  }

  get(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  set(key: string, version: number, json: string | null): void {
    const known = this.#entries.get(key);
    this.#entries.set(key, { version, json, order: known?.order ?? this.#entries.size, before: known?.before ?? 0 });
  }

  load(keys: readonly string[]): Map<string, Stored> {
    const found = new Map<string, Stored>();
    for (const key of keys) {
      const entry = this.#entries.get(key);
      if (entry !== undefined) found.set(key, { version: entry.version, value: entry.json === null ? null : JSON.parse(entry.json) });
    }
    return found;
  }

  [Symbol.iterator](): IterableIterator<[string, Entry]> {
    return this.#entries[Symbol.iterator]();
  }
}

/** The state as it will be when the commits that are on their way to the disk have arrived there. */
export class Overlay {
  readonly #state: State;
  readonly #versions = new Map<string, number>();

  constructor(state: State) {
    this.#state = state;
  }

  /** Takes a change over, or says why not. */
  accept({ writes }: PlainChange): StoreConflictError | undefined {
    for (const { key, expected } of writes) {
      const actual = this.#versions.get(key) ?? this.#state.versionOf(key);
      if (actual !== expected) return new StoreConflictError(key, expected, actual);
    }
    for (const { key, expected } of writes) this.#versions.set(key, expected + 1);
    return undefined;
  }
}
