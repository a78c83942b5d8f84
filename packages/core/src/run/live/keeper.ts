import { StoreConflictError, StoreError } from '../../error.ts';
import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { KillSwitch } from '../../ports/kill-switch.ts';
import type { Change, FencingToken, StateStore, Write } from '../../ports/state-store.ts';
import type { TradeEvent } from '../../signal/event.ts';
import type { TimestampMs } from '../../units.ts';
import { GaveUpError, type Patience } from './patience.ts';
import type { Learners, LedgerChange } from './ledger-change.ts';
import type { RiskLedger } from './risk-ledger.ts';
import { withoutSlot } from './risk-record.ts';
import { checkRecord, type RunRecord } from './run-record.ts';

export interface KeeperParts {
  readonly store: StateStore;
  readonly storeKey: string;
  readonly runKey: string;
  readonly ledger: RiskLedger | null;
  readonly killSwitch?: KillSwitch | undefined;
  readonly patience: Patience;
  readonly cancel: CancelSignal;
  readonly fence: FencingToken | undefined;
}

/** Thrown through whoever waits for a turn or for the store, and caught here. */
const OFF = new StoreError('store/called-off', 'What was to be written is wanted no more.');

/** Keeps one run's state in a store, and waits while the store does not answer. */
export class Keeper {
  readonly #parts: KeeperParts;
  #version = 0;
  /** The kill switch has been read since this began. */
  #hasRead = false;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  /**
   * The state as it was kept, `null` where there is none.
   *
   * @throws {InputError | StoreError} for what is no state of a run, or one that a newer version wrote
   */
  async load(): Promise<RunRecord | null> {
    const { store, storeKey, ledger, patience } = this.#parts;
    const stored = (await patience.until(() => store.load([storeKey]))).get(storeKey);
    this.#version = stored?.version ?? 0;
    const record = stored === undefined || stored.value === null ? null : checkRecord(storeKey, stored.value);
    const before = record?.riskKey;
    if (before !== undefined && before !== ledger?.key) await patience.until(() => this.#leave(before));
    if (ledger !== null) await patience.until(() => ledger.refresh());
    return record;
  }

  /** Gives back a slot under a risk profile that the strategy has no more: nobody else would. */
  async #leave(riskKey: string): Promise<void> {
    const { store, runKey, fence } = this.#parts;
    for (;;) {
      const stored = (await store.load([riskKey])).get(riskKey);
      const rest = withoutSlot(riskKey, stored, runKey);
      if (stored === undefined || rest === null) return;
      try {
        return await store.commit({ writes: [{ key: riskKey, expected: stored.version, value: rest }], events: [], fence });
      } catch (error) {
        if (!(error instanceof StoreConflictError)) throw error;
      }
    }
  }

  /** Brings the slots up to date for rules that are about to judge, and with them whether trading is halted. */
  lookAtSlots(): Promise<void> {
    const { ledger, runKey, killSwitch } = this.#parts;
    return this.#read(() => ledger?.look(runKey, killSwitch));
  }

  /** The same between two judgements, on behalf of what is open: where another process may have written since. */
  readOthers(): Promise<void> | undefined {
    const { store, ledger, killSwitch } = this.#parts;
    // What this process has written it knows; whether it was halted before a restart it has to read once.
    const isKnown = !store.can.shareAcrossProcesses && (killSwitch === undefined || this.#hasRead);
    return isKnown ? undefined : this.#read(() => ledger?.refresh(killSwitch));
  }

  /** Without a ledger there is the switch alone to be read. */
  async #read(slots: () => Promise<void> | undefined): Promise<void> {
    const { store, killSwitch, patience } = this.#parts;
    await patience.until(async () => {
      const read = slots();
      if (read !== undefined) return read;
      if (killSwitch === undefined) return undefined;
      const learn = killSwitch.reading();
      return learn((await store.load([killSwitch.key])).get(killSwitch.key));
    });
    this.#hasRead = true;
  }

  /** Makes durable that rules have everything closed. */
  async stop(stops: readonly { readonly ruleName: string; readonly reason: string }[], nowMs: TimestampMs, learners: Learners): Promise<void> {
    const { ledger, patience } = this.#parts;
    if (ledger !== null) await patience.until(() => ledger.stop(stops, nowMs, learners, (write) => this.#commitAlone(write)));
  }

  /** Makes durable how the account stands, as far as it is time to. */
  async mark(nowMs: TimestampMs): Promise<void> {
    const { ledger, patience } = this.#parts;
    if (ledger !== null) await patience.until(() => ledger.mark(nowMs, (write) => this.#commitAlone(write)));
  }

  #commitAlone(write: Write): Promise<void> {
    const { store, fence } = this.#parts;
    return store.commit({ writes: [write], events: [], fence });
  }

  /**
   * Makes a state, its slot and its events durable, all together.
   *
   * @param slot - absent where it has not changed, and the rules have nothing to learn
   * @param isOff - asked before each attempt: whether it is wanted no more
   * @returns `false` when it was called off before anything was written
   * @throws {StoreConflictError} when somebody else wrote the run, or changed the slots since the rules judged
   * @throws {StoreError} `store/fenced` and others that waiting does not mend
   */
  async commit(record: RunRecord, events: readonly TradeEvent[], slot?: LedgerChange, isOff: () => boolean = () => false): Promise<boolean> {
    const version = this.#version + 1;
    let uncertain = false;
    try {
      await this.#parts.patience.until(async () => {
        try {
          // What may be written already is not called off.
          await this.#attempt(record, version, events, slot, () => !uncertain && isOff());
        } catch (error) {
          if (uncertain && error instanceof StoreConflictError && (await this.#landed(record, version))) return slot === undefined ? undefined : await this.#parts.ledger?.refresh();
          if (error instanceof StoreError && error.code === 'store/uncertain') uncertain = true;
          throw error;
        }
      });
    } catch (error) {
      if (error === OFF) return false;
      throw error;
    }
    this.#version = version;
    return true;
  }

  async #attempt(record: RunRecord, version: number, events: readonly TradeEvent[], slot: LedgerChange | undefined, isOff: () => boolean): Promise<void> {
    const { store, storeKey, fence, ledger, runKey, cancel } = this.#parts;
    const write = (others: Change['writes']): Promise<void> => {
      // It may have waited for its turn meanwhile.
      if (cancel.aborted) throw new GaveUpError();
      if (isOff()) throw OFF;
      return store.commit({
        writes: [{ key: storeKey, expected: version - 1, value: record }, ...others],
        events: events.map((event) => ({ key: storeKey, version, event })),
        fence,
      });
    };
    if (slot === undefined || ledger === null) await write([]);
    else await ledger.write(runKey, slot, (one) => write([one]));
  }

  /** Whether what a lost connection left open was written after all: then the store holds just this. */
  async #landed(record: RunRecord, version: number): Promise<boolean> {
    const { store, storeKey } = this.#parts;
    const stored = (await store.load([storeKey])).get(storeKey);
    return stored?.version === version && sameJson(stored.value, JSON.parse(JSON.stringify(record)));
  }
}

/** Equal whatever the order of fields: stores may keep them in another one. */
function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [ofA, ofB] = [Object.entries(a), Object.entries(b)];
  return ofA.length === ofB.length && ofA.every(([key, value]) => Object.hasOwn(b, key) && sameJson(value, (b as Record<string, unknown>)[key]));
}
