import { StoreConflictError } from '../error.ts';
import type { Change, StateStore, Stored, StoredEvent } from '../ports/state-store.ts';

/** A store that forgets with the process. Values are kept as JSON, as every real store does. */
export class MemoryStore implements StateStore {
  readonly name = 'memory';
  readonly can = { shareAcrossProcesses: false } as const;
  readonly #values = new Map<string, { version: number; json: string | null }>();
  readonly #events: StoredEvent[] = [];

  async load(keys: readonly string[]): Promise<ReadonlyMap<string, Stored>> {
    const found = new Map<string, Stored>();
    for (const key of keys) {
      const kept = this.#values.get(key);
      if (kept?.json != null) found.set(key, { version: kept.version, value: JSON.parse(kept.json) });
    }
    return found;
  }

  async commit({ writes, events }: Change): Promise<void> {
    for (const { key, expected } of writes) {
      const actual = this.#values.get(key)?.version ?? 0;
      if (actual !== expected) throw new StoreConflictError(key, expected, actual);
    }
    // Everything that can fail comes before anything is changed.
    const values = writes.map(({ key, expected, value }) => [key, { version: expected + 1, json: value === null ? null : JSON.stringify(value) }] as const);
    const added = events.map((event) => JSON.parse(JSON.stringify(event)) as StoredEvent);
    for (const [key, value] of values) this.#values.set(key, value);
    this.#events.push(...added);
  }

  async *events(key: string, afterVersion: number): AsyncGenerator<StoredEvent> {
    for (const event of this.#events) if (event.key === key && event.version > afterVersion) yield event;
  }

  async close(): Promise<void> {}
}
