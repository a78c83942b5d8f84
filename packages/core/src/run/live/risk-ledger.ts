import { StoreConflictError } from '../../error.ts';
import type { ActivePosition } from '../../ports/active-position.ts';
import type { RiskEvent, RiskRule } from '../../ports/risk-rule.ts';
import type { StateStore, Write } from '../../ports/state-store.ts';
import { PositionBook } from '../position-book.ts';
import { Turns } from '../turns.ts';
import { emptyRecord, riskRecordIn, withEvents, withSlot, type RiskRecord } from './risk-record.ts';
import { encodedName } from './run-record.ts';

export interface RiskLedgerParts {
  readonly store: StateStore;
  readonly riskName: string;
  /** Default `default`. */
  readonly account?: string;
  /** Default: a book of its own. */
  readonly book?: PositionBook;
}

/** What a run has to write about itself. */
export interface LedgerChange {
  /** What it holds from now on; `null`: nothing any more. */
  readonly position: ActivePosition | null;
  /** The rules allowed it when the run looked last: somebody else's change since is theirs to judge. */
  readonly judged: boolean;
  /** What the rules learn from it. */
  readonly events?: readonly RiskEvent[];
  readonly rules?: readonly RiskRule[];
}

/**
 * The slots of one risk profile as all runs of an account hold them, in this process and in others that share the store,
 * and what its rules remember. The book shows both to the rules; each run's slot, and what rules learn from it, is written
 * together with its own state.
 */
export class RiskLedger {
  readonly book: PositionBook;
  readonly key: string;
  readonly #parts: RiskLedgerParts;
  /** Reading and writing by turns: so what is known is never older than what was written last. */
  readonly #turns = new Turns();
  #version = 0;
  #record: RiskRecord;
  #loaded = false;
  /** How often somebody else's change came to light. */
  #changes = 0;
  /** What a run's rules have seen of it when they looked last. */
  readonly #seen = new Map<string, { readonly changes: number; readonly version: number }>();
  /** Runs of this process: what they hold they put into the book themselves. */
  readonly #attached = new Set<string>();
  /** What is in the book on behalf of everybody else. */
  readonly #foreign = new Map<string, ActivePosition>();

  constructor(parts: RiskLedgerParts) {
    const { account = 'default', riskName, book = new PositionBook() } = parts;
    this.#parts = parts;
    this.book = book;
    this.#record = emptyRecord(riskName);
    // No name of an account holds a slash, so none of a risk can be taken for one.
    this.key = account === 'default' && !riskName.includes('/') ? `risk:${riskName}` : `risk:${encodedName(account)}/${riskName}`;
  }

  /** What a run holds according to the store. */
  heldBy(runKey: string): ActivePosition | null {
    const { positions } = this.#record;
    return Object.hasOwn(positions, runKey) ? positions[runKey]! : null;
  }

  /** A run of this process begins: from now on it speaks for itself. */
  attach(runKey: string): void {
    this.#attached.add(runKey);
    this.#show();
  }

  /** A run is over; what it left in the store stays. */
  detach(runKey: string): void {
    this.#attached.delete(runKey);
    this.#seen.delete(runKey);
    this.#show();
  }

  /** Reads what others have written: other processes, or another ledger over the same store. */
  async refresh(): Promise<void> {
    await this.#turns.take(() => this.#reload());
  }

  /** Reads it for a run whose rules are about to judge: what changes after that makes their judgement void. */
  async look(runKey: string): Promise<void> {
    await this.refresh();
    this.#seen.set(runKey, { changes: this.#changes, version: this.#version });
  }

  /**
   * Has a run's slot written by `commit`, together with whatever else that writes, when nobody else's change has come in
   * between. Such a change is taken in, and the write tried again where it does not depend on it: what rules learn, they
   * learn on top of what is stored.
   *
   * @throws {StoreConflictError} of this ledger's key, for what was judged only
   */
  async write(runKey: string, change: LedgerChange, commit: (write: Write) => Promise<void>): Promise<void> {
    await this.#turns.take(async () => {
      for (;;) {
        const expected = this.#version;
        const seen = this.#seen.get(runKey);
        // Another run's write may have brought to light, or taught the rules, what they have not seen.
        if (change.judged && seen !== undefined && seen.changes !== this.#changes) throw new StoreConflictError(this.key, seen.version, expected);
        const { position, events = [], rules = [] } = change;
        const record = withEvents(withSlot(this.#record, runKey, position), rules, events);
        try {
          await commit({ key: this.key, expected, value: record });
          if (record.states !== this.#record.states) this.#changes++;
          this.#version = expected + 1;
          this.#record = record;
          return this.#show();
        } catch (error) {
          if (!(error instanceof StoreConflictError && error.key === this.key)) throw error;
          await this.#reload();
        }
      }
    });
  }

  async #reload(): Promise<void> {
    const { key } = this;
    const { store, riskName } = this.#parts;
    const stored = (await store.load([key])).get(key);
    const record = riskRecordIn(key, riskName, stored);
    const version = stored?.version ?? 0;
    if (this.#loaded && version === this.#version) return;
    this.#changes++;
    this.#version = version;
    this.#record = record;
    this.#loaded = true;
    this.#show();
  }

  /** Brings the book in line with what others hold, and with what the rules remember. */
  #show(): void {
    const { positions, states } = this.#record;
    this.book.states = states;
    for (const [runKey, position] of this.#foreign) {
      if (positions[runKey] === position && !this.#attached.has(runKey)) continue;
      this.book.remove(position);
      this.#foreign.delete(runKey);
    }
    for (const [runKey, position] of Object.entries(positions)) {
      if (this.#attached.has(runKey) || this.#foreign.has(runKey)) continue;
      this.book.add(position);
      this.#foreign.set(runKey, position);
    }
  }
}
