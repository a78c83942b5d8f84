import { plainChange, StoreConflictError, StoreError, type Change, type Rules, type StateStore, type Stored, type StoredEvent, type TimestampMs, type Write } from '@tradewright/core';
import { storeKeyOf, type RiskRecord, type RunNames, type RunRecord } from '@tradewright/core/run';
import type { Persisted } from './adapters.ts';
import { HaltShelf } from './halt-shelf.ts';
import { KeyTurns } from './key-turns.ts';
import { RiskShelf } from './risk-shelf.ts';
import { RunShelf, type ShelfParts } from './run-shelf.ts';

/**
 * State in the seeds' key-value classes, as rows that other programs can read and write too. What no row holds is not kept:
 * the throttle of asks, the extremes of a position, orders on their way, the journal. Several keys are not one write: on
 * opening the slot comes first, on closing the signal, and a restart puts right what a crash left in between; what ready
 * rules were to learn just then they do not learn.
 */
export class KvStateStore implements StateStore {
  readonly name = 'persistence classes';
  readonly can = { shareAcrossProcesses: false } as const;
  readonly #parts: ShelfParts;
  readonly #shelves = new Map<string, RunShelf | RiskShelf | HaltShelf>();
  readonly #versions = new Map<string, number>();

  /** @param warn - hears of rows that are not used as they are */
  constructor(persisted: Persisted, warn: (message: string) => void) {
    this.#parts = { persisted, warn, turns: new KeyTurns(), claims: new Map() };
  }

  /** A key says less than rows need: before a run asks for its state, it says how it trades. */
  know(names: RunNames, rules: Rules, nowMs: () => TimestampMs): void {
    this.#shelves.set(storeKeyOf(names), new RunShelf({ ...this.#parts, names, rules, nowMs }));
  }

  /** @param key - the ledger's */
  knowRisk(key: string, riskName: string, account: string): void {
    if (!this.#shelves.has(key)) this.#shelves.set(key, new RiskShelf(this.#parts, riskName, account));
  }

  /** @param key - the kill switch's */
  knowHalt(key: string, account: string): void {
    if (!this.#shelves.has(key)) this.#shelves.set(key, new HaltShelf(this.#parts.persisted, account));
  }

  async load(keys: readonly string[]): Promise<ReadonlyMap<string, Stored>> {
    const found = new Map<string, Stored>();
    for (const key of keys) {
      const shelf = this.#shelves.get(key);
      if (shelf === undefined) continue;
      const value = await this.#parts.turns.take<unknown>([key], () => shelf.load());
      if (shelf instanceof HaltShelf) {
        if (value === null) continue; // there is no such entity
        if (!this.#versions.has(key)) this.#versions.set(key, 1);
      }
      found.set(key, { version: this.#versions.get(key) ?? 0, value });
    }
    return found;
  }

  /** @throws {StoreError} `store/adapter`: some keys may be written; trying again writes the rest */
  async commit(change: Change): Promise<void> {
    plainChange(change);
    const keys = change.writes.map(({ key }) => key);
    await this.#parts.turns.take(keys, async () => {
      for (const { key, expected } of change.writes) {
        const actual = this.#versions.get(key) ?? 0;
        if (actual !== expected) throw new StoreConflictError(key, expected, actual);
      }
      for (const { key, value } of change.writes.toSorted((a, b) => this.#rank(a) - this.#rank(b))) await this.#save(key, value);
      for (const { key, expected } of change.writes) this.#versions.set(key, expected + 1);
    });
  }

  /** Such classes keep no journal. */
  async *events(_key: string, _afterVersion: number): AsyncGenerator<StoredEvent> {}

  async close(): Promise<void> {}

  /** Who takes a slot writes it before the signal, who gives it back after: no signal is ever without its slot. */
  #rank({ key, value }: Write): number {
    const shelf = this.#shelves.get(key);
    if (shelf instanceof RunShelf) return 1;
    return shelf instanceof RiskShelf && shelf.grows((value ?? NO_POSITIONS) as RiskRecord) ? 0 : 2;
  }

  async #save(key: string, value: unknown): Promise<void> {
    const shelf = this.#shelves.get(key);
    if (shelf instanceof RunShelf) await shelf.save((value ?? IDLE_RECORD) as RunRecord);
    else if (shelf instanceof RiskShelf) await shelf.save((value ?? NO_POSITIONS) as RiskRecord);
    else if (shelf instanceof HaltShelf) await shelf.save(value as object | null);
    else throw new StoreError('store/change', `${key} is no state of a run, no risk profile and no kill switch: persistence classes keep nothing else.`);
  }
}

/** What a removed key leaves. */
const IDLE_RECORD: Pick<RunRecord, 'state'> = { state: { kind: 'idle', nextAskMs: 0 } };
const NO_POSITIONS: Pick<RiskRecord, 'positions'> = { positions: {} };
