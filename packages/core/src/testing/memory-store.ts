import { StoreConflictError, StoreError } from '../error.ts';
import { plainChange } from '../ports/change.ts';
import type { Change, FencingToken, Leases, StateStore, Stored, StoredEvent } from '../ports/state-store.ts';
import type { DurationMs, TimestampMs } from '../units.ts';

/** What stores in memory share and leave behind when they are closed. Values are kept as JSON, as every real store does. */
export class MemoryDisk {
  readonly values: Map<string, { readonly version: number; readonly json: string | null }> = new Map();
  readonly events: { readonly key: string; readonly version: number; readonly json: string }[] = [];
  readonly leases: Map<string, { holder: string; token: number; untilMs: TimestampMs }> = new Map();
  readonly nowMs: () => TimestampMs;

  /** @param nowMs - the clock of its leases; without one they never end by themselves */
  constructor(nowMs: () => TimestampMs = () => 0) {
    this.nowMs = nowMs;
  }
}

/** A store that forgets with the process. */
export class MemoryStore implements StateStore {
  readonly name = 'memory';
  readonly can = { shareAcrossProcesses: false } as const;
  readonly leases: Leases;
  readonly #disk: MemoryDisk;
  #closed = false;

  constructor(disk: MemoryDisk = new MemoryDisk()) {
    this.#disk = disk;
    this.leases = {
      acquire: async (lease, holder, ttlMs) => this.#acquire(lease, holder, ttlMs),
      renew: async (token, ttlMs) => this.#renew(token, ttlMs),
      release: async (token) => {
        if (this.#holds(token)) disk.leases.set(token.lease, { holder: '', token: token.token, untilMs: -Infinity });
      },
    };
  }

  async load(keys: readonly string[]): Promise<ReadonlyMap<string, Stored>> {
    this.#checkOpen();
    const found = new Map<string, Stored>();
    for (const key of keys) {
      const kept = this.#disk.values.get(key);
      if (kept !== undefined) found.set(key, { version: kept.version, value: kept.json === null ? null : JSON.parse(kept.json) });
    }
    return found;
  }

  async commit(change: Change): Promise<void> {
    this.#checkOpen();
    const { writes, events } = plainChange(change);
    if (change.fence !== undefined && !this.#holds(change.fence)) throw new StoreError('store/fenced', `The lease ${change.fence.lease} is held no longer with token ${change.fence.token}.`);
    for (const { key, expected } of writes) {
      const actual = this.#disk.values.get(key)?.version ?? 0;
      if (actual !== expected) throw new StoreConflictError(key, expected, actual);
    }
    for (const { key, expected, json } of writes) this.#disk.values.set(key, { version: expected + 1, json });
    this.#disk.events.push(...events);
  }

  async *events(key: string, afterVersion: number): AsyncGenerator<StoredEvent> {
    this.#checkOpen();
    for (const event of this.#disk.events) if (event.key === key && event.version > afterVersion) yield { key, version: event.version, event: JSON.parse(event.json) as StoredEvent['event'] };
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #checkOpen(): void {
    if (this.#closed) throw new StoreError('store/closed', 'The memory store is closed.');
  }

  #acquire(lease: string, holder: string, ttlMs: DurationMs): FencingToken | null {
    this.#checkOpen();
    const before = this.#disk.leases.get(lease);
    const nowMs = this.#disk.nowMs();
    if (before !== undefined && before.holder !== holder && before.untilMs > nowMs) return null;
    const token = (before?.token ?? 0) + 1;
    this.#disk.leases.set(lease, { holder, token, untilMs: nowMs + ttlMs });
    return { lease, token };
  }

  #renew(token: FencingToken, ttlMs: DurationMs): boolean {
    this.#checkOpen();
    const kept = this.#disk.leases.get(token.lease);
    if (kept === undefined || !this.#holds(token)) return false;
    kept.untilMs = this.#disk.nowMs() + ttlMs;
    return true;
  }

  /** A holder whose time is over but whom nobody followed still is the last one: only a newer token shuts it out. */
  #holds({ lease, token }: FencingToken): boolean {
    const kept = this.#disk.leases.get(lease);
    return kept !== undefined && kept.token === token && kept.holder !== '';
  }
}
