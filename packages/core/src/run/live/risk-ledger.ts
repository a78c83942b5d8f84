import { InputError, StoreConflictError, StoreError } from '../../error.ts';
import type { ActivePosition } from '../../ports/active-position.ts';
import type { StateStore, Stored, Write } from '../../ports/state-store.ts';
import { PositionBook } from '../position-book.ts';
import { Turns } from '../turns.ts';
import { encodedName, isCount, isPlan } from './run-record.ts';

const FORMAT = 1;

type Positions = Readonly<Record<string, ActivePosition>>;

/** What is stored under `risk:<name>`: who holds a slot, by the key of the run. */
export interface RiskRecord {
  readonly format: typeof FORMAT;
  readonly riskName: string;
  readonly positions: Positions;
}

export interface RiskLedgerParts {
  readonly store: StateStore;
  readonly riskName: string;
  /** Default `default`. */
  readonly account?: string;
  /** Default: a book of its own. */
  readonly book?: PositionBook;
}

/**
 * The slots of one risk profile as all runs of an account hold them, in this process and in others that share the store.
 * The book shows them to the rules; each run's slot is written together with its own state.
 */
export class RiskLedger {
  readonly book: PositionBook;
  readonly key: string;
  readonly #parts: RiskLedgerParts;
  /** Reading and writing by turns: so what is known is never older than what was written last. */
  readonly #turns = new Turns();
  #version = 0;
  #stored: Positions = {};
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
    // No name of an account holds a slash, so none of a risk can be taken for one.
    this.key = account === 'default' && !riskName.includes('/') ? `risk:${riskName}` : `risk:${encodedName(account)}/${riskName}`;
  }

  /** What a run holds according to the store. */
  heldBy(runKey: string): ActivePosition | null {
    return Object.hasOwn(this.#stored, runKey) ? this.#stored[runKey]! : null;
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
   * between. Such a change is taken in, and the write tried again where it does not depend on it.
   *
   * @param judged - the rules allowed this slot when the run looked last: somebody else's change since is theirs to judge
   * @throws {StoreConflictError} of this ledger's key, `judged` only
   */
  async write(runKey: string, position: ActivePosition | null, judged: boolean, commit: (write: Write) => Promise<void>): Promise<void> {
    await this.#turns.take(async () => {
      for (;;) {
        const expected = this.#version;
        const seen = this.#seen.get(runKey);
        // Another run's write may have brought to light what these rules have not seen.
        if (judged && seen !== undefined && seen.changes !== this.#changes) throw new StoreConflictError(this.key, seen.version, expected);
        const positions = changed(this.#stored, runKey, position);
        try {
          await commit({ key: this.key, expected, value: { format: FORMAT, riskName: this.#parts.riskName, positions } satisfies RiskRecord });
          this.#version = expected + 1;
          this.#stored = positions;
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
    const stored = (await this.#parts.store.load([key])).get(key);
    const positions = stored === undefined || stored.value === null ? {} : positionsOf(key, stored);
    const version = stored?.version ?? 0;
    if (this.#loaded && version === this.#version) return;
    this.#changes++;
    this.#version = version;
    this.#stored = positions;
    this.#loaded = true;
    this.#show();
  }

  /** Brings the book in line with what others hold. */
  #show(): void {
    for (const [runKey, position] of this.#foreign) {
      if (this.#stored[runKey] === position && !this.#attached.has(runKey)) continue;
      this.book.remove(position);
      this.#foreign.delete(runKey);
    }
    for (const [runKey, position] of Object.entries(this.#stored)) {
      if (this.#attached.has(runKey) || this.#foreign.has(runKey)) continue;
      this.book.add(position);
      this.#foreign.set(runKey, position);
    }
  }
}

/** What is left of a record without a run's slot; `null` where it has none. */
export function withoutSlot(key: string, stored: Stored | undefined, runKey: string): RiskRecord | null {
  if (stored === undefined || stored.value === null) return null;
  const positions = positionsOf(key, stored);
  if (!Object.hasOwn(positions, runKey)) return null;
  return { format: FORMAT, riskName: (stored.value as RiskRecord).riskName, positions: changed(positions, runKey, null) };
}

function changed(stored: Positions, runKey: string, position: ActivePosition | null): Positions {
  const others = Object.entries(stored).filter(([key]) => key !== runKey);
  return Object.fromEntries(position === null ? others : [...others, [runKey, position]]);
}

function positionsOf(key: string, { value }: Stored): Positions {
  const { format, positions } = value as Partial<RiskRecord>;
  if (typeof format === 'number' && format > FORMAT) throw new StoreError('store/version', `${key} was written in format ${format} by a newer Tradewright; this one knows format ${FORMAT}.`);
  if (format !== FORMAT || typeof positions !== 'object' || positions === null || Array.isArray(positions) || !Object.values(positions).every(isActivePosition)) {
    throw new InputError('restore/risk', `${key} holds no record of positions. Nothing was changed; see what is stored there, or remove the key to begin with no positions.`);
  }
  return positions;
}

function isActivePosition(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { symbol, strategyName, exchangeName, plan, openedAtMs } = value as Partial<ActivePosition>;
  return [symbol, strategyName, exchangeName].every((name) => typeof name === 'string') && isPlan(plan) && isCount(openedAtMs);
}
