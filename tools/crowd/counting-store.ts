import { StoreConflictError, type Change, type Leases, type StateStore, type Stored, type StoredEvent } from '@tradewright/core';

/** A store that counts how often somebody else was faster. */
export class CountingStore implements StateStore {
  readonly name: string;
  readonly can: StateStore['can'];
  readonly leases: Leases;
  conflicts = 0;
  readonly #inner: StateStore;

  constructor(inner: StateStore & { readonly leases: Leases }) {
    this.name = inner.name;
    this.can = inner.can;
    this.leases = inner.leases;
    this.#inner = inner;
  }

  load(keys: readonly string[]): Promise<ReadonlyMap<string, Stored>> {
    return this.#inner.load(keys);
  }

  async commit(change: Change): Promise<void> {
    try {
      await this.#inner.commit(change);
    } catch (error) {
      if (error instanceof StoreConflictError) this.conflicts++;
      throw error;
    }
  }

  events(key: string, afterVersion: number): AsyncIterable<StoredEvent> {
    return this.#inner.events(key, afterVersion);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}
