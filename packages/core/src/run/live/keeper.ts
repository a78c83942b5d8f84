import { StoreConflictError, StoreError } from '../../error.ts';
import type { ActivePosition } from '../../ports/active-position.ts';
import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FencingToken, StateStore, Write } from '../../ports/state-store.ts';
import type { TradeEvent } from '../../signal/event.ts';
import type { DurationMs } from '../../units.ts';
import type { RiskLedger } from './risk-ledger.ts';
import { checkRecord, type RunRecord } from './run-record.ts';

/** Rests between two attempts at a store that does not answer. */
const FIRST_REST_MS = 100;
const LONGEST_REST_MS = 5_000;

export interface KeeperParts {
  readonly store: StateStore;
  readonly storeKey: string;
  readonly runKey: string;
  readonly ledger: RiskLedger | null;
  readonly clock: Clock;
  readonly cancel: CancelSignal;
  readonly fence: FencingToken | undefined;
  /** Hears of the first failure of a store that does not answer, and of its return. */
  readonly onPause: (error: StoreError) => void;
  readonly onResume: (pausedMs: DurationMs) => void;
}

/** The run was told to end while its store did not answer. What it wanted written is not; a restart decides it anew. */
export class GaveUpError extends StoreError {
  constructor(cause: StoreError) {
    super('store/gave-up', `The run ended while the store did not answer: ${cause.message}`, { cause });
  }
}

/** Keeps one run's state in a store: what it has written nobody has to write again. */
export class Keeper {
  readonly #parts: KeeperParts;
  #version = 0;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  /** The state as it was kept, `null` where there is none. */
  async load(): Promise<RunRecord | null> {
    const { store, storeKey, ledger } = this.#parts;
    const stored = (await this.#patiently(() => store.load([storeKey]))).get(storeKey);
    this.#version = stored?.version ?? 0;
    if (ledger !== null) await this.#patiently(() => ledger.refresh());
    return stored === undefined || stored.value === null ? null : checkRecord(storeKey, stored.value);
  }

  /**
   * Makes a state, its slot and its events durable, all together. Waits as long as the store does not answer.
   *
   * @param slot - the slot to write along; absent where it has not changed
   * @throws {StoreConflictError} when somebody else wrote the run, or took a slot that was `judged` to be free
   * @throws {StoreError} `store/fenced` and others that waiting does not mend
   */
  async commit(record: RunRecord, events: readonly TradeEvent[], slot?: { readonly position: ActivePosition | null; readonly judged: boolean }): Promise<void> {
    const { ledger, runKey } = this.#parts;
    if (slot === undefined || ledger === null) await this.#write(record, events, []);
    else await ledger.write(runKey, slot.position, slot.judged, (write) => this.#write(record, events, [write]));
    this.#version++;
  }

  async #write(record: RunRecord, events: readonly TradeEvent[], others: readonly Write[]): Promise<void> {
    const { store, storeKey, fence } = this.#parts;
    const version = this.#version + 1;
    const change = {
      writes: [{ key: storeKey, expected: this.#version, value: record }, ...others],
      events: events.map((event) => ({ key: storeKey, version, event })),
      ...(fence === undefined ? {} : { fence }),
    };
    let uncertain = false;
    await this.#patiently(async () => {
      try {
        await store.commit(change);
      } catch (error) {
        if (uncertain && error instanceof StoreConflictError && (await this.#landed(record, version))) return;
        if (error instanceof StoreError && error.code === 'store/uncertain') uncertain = true;
        throw error;
      }
    });
  }

  /** Whether what a lost connection left open was written after all: then the store holds just this. */
  async #landed(record: RunRecord, version: number): Promise<boolean> {
    const { store, storeKey } = this.#parts;
    const stored = (await store.load([storeKey])).get(storeKey);
    return stored?.version === version && sameJson(stored.value, JSON.parse(JSON.stringify(record)));
  }

  /** Tries until it succeeds or fails for good; being cancelled ends it, too. */
  async #patiently<T>(work: () => Promise<T>): Promise<T> {
    const { clock, cancel, onPause, onResume } = this.#parts;
    let restMs = FIRST_REST_MS;
    let pausedAtMs: DurationMs | null = null;
    for (;;) {
      try {
        const result = await work();
        if (pausedAtMs !== null) onResume(clock.elapsedMs() - pausedAtMs);
        return result;
      } catch (error) {
        if (!(error instanceof StoreError && error.retryable)) throw error;
        if (pausedAtMs === null) onPause(error);
        pausedAtMs ??= clock.elapsedMs();
        if (!cancel.aborted) await clock.sleep(restMs, cancel);
        if (cancel.aborted) throw new GaveUpError(error);
        restMs = Math.min(restMs * 2, LONGEST_REST_MS);
      }
    }
  }
}

/** Equal whatever the order of fields: stores may keep them in another one. */
function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [ofA, ofB] = [Object.entries(a), Object.entries(b)];
  return ofA.length === ofB.length && ofA.every(([key, value]) => key in b && sameJson(value, (b as Record<string, unknown>)[key]));
}
