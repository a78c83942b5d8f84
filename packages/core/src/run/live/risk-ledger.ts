import { InputError, StoreConflictError, StoreError } from '../../error.ts';
import type { ActivePosition } from '../../ports/active-position.ts';
import type { StateStore, Stored, Write } from '../../ports/state-store.ts';
import { PositionBook } from '../position-book.ts';
import { Turns } from '../turns.ts';

const FORMAT = 1;

/** What is stored under `risk:<name>`: who holds a slot, by the key of the run. */
export interface RiskRecord {
  readonly format: typeof FORMAT;
  readonly riskName: string;
  readonly positions: Readonly<Record<string, ActivePosition>>;
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
  readonly #turns = new Turns();
  #version = 0;
  #stored: Readonly<Record<string, ActivePosition>> = {};
  /** Runs of this process: what they hold they put into the book themselves. */
  readonly #attached = new Set<string>();
  /** What is in the book on behalf of everybody else. */
  readonly #foreign = new Map<string, ActivePosition>();
  #loaded = false;

  constructor(parts: RiskLedgerParts) {
    const { account = 'default', riskName, book = new PositionBook() } = parts;
    this.#parts = parts;
    this.book = book;
    this.key = account === 'default' ? `risk:${riskName}` : `risk:${encodeURIComponent(account)}/${riskName}`;
  }

  /** What a run holds according to the store. */
  heldBy(runKey: string): ActivePosition | null {
    return this.#stored[runKey] ?? null;
  }

  /** A run of this process begins: from now on it speaks for itself. */
  attach(runKey: string): void {
    this.#attached.add(runKey);
    this.#show();
  }

  /** A run is over; what it left in the store stays. */
  detach(runKey: string): void {
    this.#attached.delete(runKey);
    this.#show();
  }

  /** Reads what others have written; once is enough where nobody else can. */
  async refresh(): Promise<void> {
    const { store } = this.#parts;
    if (this.#loaded && !store.can.shareAcrossProcesses) return;
    await this.#reload();
  }

  /**
   * Has a run's slot written by `commit`, together with whatever else that writes. While nobody else's change comes in
   * between; another process's change is taken in and the write tried again where it does not depend on it.
   *
   * @param judged - the rules allowed this slot knowing what was stored: then somebody else's change is the caller's to judge
   * @throws {StoreConflictError} of this ledger's key, `judged` only
   */
  async write(runKey: string, position: ActivePosition | null, judged: boolean, commit: (write: Write) => Promise<void>): Promise<void> {
    await this.#turns.take(async () => {
      for (;;) {
        const positions = { ...this.#stored };
        if (position === null) delete positions[runKey];
        else positions[runKey] = position;
        try {
          await commit({ key: this.key, expected: this.#version, value: { format: FORMAT, riskName: this.#parts.riskName, positions } satisfies RiskRecord });
          this.#version++;
          this.#stored = positions;
          return;
        } catch (error) {
          if (!(error instanceof StoreConflictError && error.key === this.key)) throw error;
          await this.#reload();
          if (judged) throw error;
        }
      }
    });
  }

  async #reload(): Promise<void> {
    const { key } = this;
    const stored = (await this.#parts.store.load([key])).get(key);
    this.#version = stored?.version ?? 0;
    this.#stored = stored === undefined || stored.value === null ? {} : positionsOf(key, stored);
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

function positionsOf(key: string, { value }: Stored): Readonly<Record<string, ActivePosition>> {
  const { format, positions } = value as Partial<RiskRecord>;
  if (typeof format === 'number' && format > FORMAT) throw new StoreError('store/version', `${key} was written in format ${format} by a newer Tradewright; this one knows format ${FORMAT}.`);
  const sound = typeof positions === 'object' && positions !== null && Object.values(positions).every((position) => typeof position?.symbol === 'string' && typeof position.plan?.id === 'string');
  if (format !== FORMAT || !sound) throw new InputError('restore/risk', `${key} holds no record of positions. Nothing was changed; see what is stored there, or remove the key to begin with no positions.`);
  return positions;
}
