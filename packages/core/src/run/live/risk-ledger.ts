import { InputError, StoreConflictError } from '../../error.ts';
import type { AccountView } from '../../ports/account-view.ts';
import type { ActivePosition } from '../../ports/active-position.ts';
import type { RiskRule } from '../../ports/risk-rule.ts';
import type { StateStore } from '../../ports/state-store.ts';
import { MINUTE_MS, type TimestampMs } from '../../units.ts';
import { PositionBook } from '../position-book.ts';
import { PriceBoard } from '../price-board.ts';
import { Turns } from '../turns.ts';
import { LedgerAccount } from './ledger-account.ts';
import type { CommitWith, Learners, LedgerChange, ReadAlong } from './ledger-change.ts';
import { Learning } from './learning.ts';
import { Lessons } from './lessons.ts';
import { emptyRecord, riskRecordIn, withEvents, withSlot, withStop, type RiskRecord, type Stop } from './risk-record.ts';
import { encodedName } from './run-record.ts';

export interface RiskLedgerParts {
  readonly store: StateStore;
  readonly riskName: string;
  /** Default `default`. */
  readonly account?: string;
  /** Default: a book of its own. */
  readonly book?: PositionBook;
  /** Money behind all runs of the ledger, in quote currency: the same in each process. Default: none, and no rule may need it. */
  readonly capitalQuote?: number;
}

/**
 * The slots of one risk profile as all runs of an account hold them, in this process and in others that share the store,
 * what its rules remember, and the money behind it. The book shows slots and memory to the rules; what changes with a run is
 * written together with its own state.
 */
export class RiskLedger {
  readonly book: PositionBook;
  readonly key: string;
  /** Where its runs show their prices. */
  readonly board: PriceBoard = new PriceBoard();
  readonly #parts: RiskLedgerParts;
  readonly #account: LedgerAccount | null;
  /** Reading and writing by turns: so what is known is never older than what was written last. */
  readonly #turns = new Turns();
  #version = 0;
  #record: RiskRecord;
  #loaded = false;
  #writtenAtMs: TimestampMs = -Infinity;
  /** How often somebody else's change came to light, or rules have learnt something. */
  #changes = 0;
  /** What a run's rules have seen of it when they looked last. */
  readonly #seen = new Map<string, { readonly changes: number; readonly version: number }>();
  /** Runs of this process: what they hold they put into the book themselves. */
  readonly #attached = new Map<string, Lessons>();
  /** What is in the book on behalf of everybody else. */
  readonly #foreign = new Map<string, ActivePosition>();
  readonly #onStop = new Set<() => void>();

  /** @throws {InputError} `risk/capital` for a capital that is none */
  constructor(parts: RiskLedgerParts) {
    const { account = 'default', riskName, book = new PositionBook(), capitalQuote, store } = parts;
    if (capitalQuote !== undefined && !(capitalQuote > 0 && capitalQuote < Infinity)) throw new InputError('risk/capital', `Risk profile ${riskName} needs a positive capital in quote currency, not ${String(capitalQuote)}.`);
    this.#parts = parts;
    this.book = book;
    this.#account = capitalQuote === undefined ? null : new LedgerAccount({ capitalQuote, account, board: this.board, sharesPrices: store.can.shareAcrossProcesses });
    this.#record = this.#taken(emptyRecord(riskName));
    // No name of an account holds a slash, so none of a risk can be taken for one.
    this.key = account === 'default' && !riskName.includes('/') ? `risk:${riskName}` : `risk:${encodedName(account)}/${riskName}`;
  }

  get hasAccount(): boolean {
    return this.#account !== null;
  }

  /** The money as it stands at an instant; `null` where there is none. */
  accountAt(nowMs: TimestampMs): AccountView | null {
    const { account } = this.#record;
    return this.#account === null || account === null ? null : this.#account.at(nowMs, account, this.book.positions, this.#pendingQuote);
  }

  /** Its equity, for whoever only looks: rules that measure against a peak do not hear of it. */
  equityAt(nowMs: TimestampMs): number | null {
    const { account } = this.#record;
    return this.#account === null || account === null ? null : this.#account.equityAt(nowMs, account, this.book.positions, this.#pendingQuote);
  }

  get #pendingQuote(): number {
    return [...this.#attached.values()].reduce((sum, { resultQuote }) => sum + resultQuote, 0);
  }

  /** What a run holds according to the store. */
  heldBy(runKey: string): ActivePosition | null {
    const { positions } = this.#record;
    return Object.hasOwn(positions, runKey) ? positions[runKey]! : null;
  }

  /** The newest stop that meant what had been there since an instant, or before. */
  stopOf(sinceMs: TimestampMs): Stop | null {
    let newest: Stop | null = null;
    for (const stop of Object.values(this.#record.stops)) if (stop.atMs >= sinceMs && stop.atMs > (newest?.atMs ?? -Infinity)) newest = stop;
    return newest;
  }

  /** Calls whenever a rule has had everything closed. The returned function ends that. */
  onStop(call: () => void): () => void {
    this.#onStop.add(call);
    return () => void this.#onStop.delete(call);
  }

  /** A run of this process begins: from now on it speaks for itself. @param lessons - what it has not written yet */
  attach(runKey: string, lessons: Lessons = new Lessons()): void {
    this.#attached.set(runKey, lessons);
    this.#show();
  }

  /** A run is over; what it left in the store stays. */
  detach(runKey: string): void {
    this.#attached.delete(runKey);
    this.#seen.delete(runKey);
    this.#show();
  }

  /** Reads what others have written: other processes, or another ledger over the same store. */
  async refresh(along?: ReadAlong): Promise<void> {
    await this.#turns.take(() => this.#reload(along));
  }

  /** Reads it for a run whose rules are about to judge: what changes after that makes their judgement void. */
  async look(runKey: string, along?: ReadAlong): Promise<void> {
    await this.refresh(along);
    this.#seen.set(runKey, { changes: this.#changes, version: this.#version });
  }

  /**
   * Has what a run changes written by `commit`, when nobody else's change has come in between. Such a change is taken in,
   * and the write tried again where it does not depend on it: what rules learn, they learn on top of what is stored.
   *
   * @throws {StoreConflictError} of this ledger's key, for what was judged only
   */
  async write(runKey: string, { position, judged, events = [], rules, onFault }: LedgerChange, commit: CommitWith): Promise<void> {
    const learners = new Learning({ rules, onFault });
    await this.#rewrite((record) => {
      if (judged) this.#checkSeen(runKey);
      return withEvents(withSlot(record, runKey, position), runKey, learners.anew(), events);
    }, commit, () => {
      this.#attached.get(runKey)?.learnt(events);
      learners.tell();
    });
  }

  /** @throws {StoreConflictError} where rules have judged by what is not, or not yet, stored */
  #checkSeen(runKey: string): void {
    const seen = this.#seen.get(runKey);
    // Another run's write may have taught the rules what they have not seen; and what it gives back is free once that is written.
    const isVoid = (seen !== undefined && seen.changes !== this.#changes) || [...this.#attached].some(([key, { gaveBack }]) => gaveBack && key !== runKey);
    if (isVoid) throw new StoreConflictError(this.key, seen?.version ?? 0, this.#version);
  }

  /** Rules have everything closed that is open now: written once, whoever finds it out. */
  async stop(stops: readonly { readonly ruleName: string; readonly reason: string }[], nowMs: TimestampMs, { rules, onFault }: Learners, commit: CommitWith): Promise<void> {
    const learners = new Learning({ rules, onFault });
    const equityQuote = this.accountAt(nowMs)?.equityQuote ?? null;
    await this.#rewrite((record) => {
      const told = learners.anew();
      const stopped = stops.reduce((before, { ruleName, reason }) => withStop(before, told, ruleName, { reason, atMs: nowMs }, equityQuote), record);
      return stopped === record ? null : stopped;
    }, commit, () => learners.tell());
  }

  /** Writes down how high the equity was, and prices for others, when that was not done within the last minute. */
  async mark(nowMs: TimestampMs, commit: CommitWith): Promise<void> {
    if (nowMs < this.#writtenAtMs + MINUTE_MS) return;
    this.#writtenAtMs = nowMs;
    await this.#rewrite((record) => (JSON.stringify(this.#kept(record)) === JSON.stringify(record) ? null : record), commit);
  }

  /** Rules may begin anew: one of them, or all. */
  async reset(ruleName: string | null, nowMs: TimestampMs, rules: readonly RiskRule[]): Promise<void> {
    await this.refresh();
    await this.#rewrite((record) => withEvents(record, '', { rules }, [{ kind: 'reset', nowMs, equityQuote: this.accountAt(nowMs)?.equityQuote ?? null, ruleName }]), (write) => this.#parts.store.commit({ writes: [write], events: [] }));
  }

  /** @param make - the record to be written, `null` where there is nothing to write; asked again for each version met */
  async #rewrite(make: (record: RiskRecord) => RiskRecord | null, commit: CommitWith, done: () => void = () => undefined): Promise<void> {
    await this.#turns.take(async () => {
      for (;;) {
        const made = make(this.#record);
        if (made === null) return;
        const record = this.#kept(made);
        try {
          await commit({ key: this.key, expected: this.#version, value: record });
        } catch (error) {
          if (!(error instanceof StoreConflictError && error.key === this.key)) throw error;
          await this.#reload();
          continue;
        }
        if (record.states !== this.#record.states) this.#changes++;
        done();
        return this.#know(record, this.#version + 1);
      }
    });
  }

  async #reload(along?: ReadAlong): Promise<void> {
    const { key } = this;
    const { store, riskName } = this.#parts;
    const learn = along?.reading();
    const found = await store.load(along === undefined ? [key] : [key, along.key]);
    if (along !== undefined) learn?.(found.get(along.key));
    const stored = found.get(key);
    const record = riskRecordIn(key, riskName, stored);
    const version = stored?.version ?? 0;
    if (this.#loaded && version === this.#version) return;
    this.#changes++;
    this.#loaded = true;
    this.#know(this.#taken(record), version);
  }

  #know(record: RiskRecord, version: number): void {
    const isStopped = record.stops !== this.#record.stops && Object.entries(record.stops).some(([name, { atMs }]) => atMs !== this.#record.stops[name]?.atMs);
    this.#record = record;
    this.#version = version;
    this.#show();
    if (isStopped) for (const call of [...this.#onStop]) call();
  }

  #taken(record: RiskRecord): RiskRecord {
    return this.#account === null ? record : { ...record, account: this.#account.take(record.account) };
  }

  #kept(record: RiskRecord): RiskRecord {
    return this.#account?.keep(record) ?? record;
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
