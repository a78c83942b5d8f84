import type { AccountView, Closes, Listing } from '../../ports/account-view.ts';
import type { ActivePosition } from '../../ports/active-position.ts';
import type { Interval } from '../../market/interval.ts';
import { MINUTE_MS, type Price, type TimestampMs } from '../../units.ts';
import { firstMarks, markEquity, type EquityMarks } from '../equity-marks.ts';
import type { PriceBoard } from '../price-board.ts';
import { accountWith, joinMarks, listingKey, unrealisedQuote, type AccountRecord, type SeenPrice } from './account-record.ts';
import type { Positions, RiskRecord } from './risk-record.ts';
import { runKeyOf } from './run-record.ts';

export interface LedgerAccountParts {
  readonly capitalQuote: number;
  readonly board: PriceBoard;
  /** Name of the account, as runs have it. */
  readonly account: string;
  /** Other processes are to know the prices that are known here. */
  readonly sharesPrices: boolean;
}

/** The money behind all runs of a ledger as it is seen in this process. What was stored is handed in. */
export class LedgerAccount {
  readonly #parts: LedgerAccountParts;
  readonly #runKeys = new WeakMap<ActivePosition, string>();
  /** As last seen here. */
  #marks: EquityMarks;
  #nowMs: TimestampMs = 0;

  constructor(parts: LedgerAccountParts) {
    this.#parts = parts;
    this.#marks = firstMarks(parts.capitalQuote);
  }

  /** A record that was read: what others have seen is known from now on. */
  take(stored: AccountRecord | null): AccountRecord {
    const account = accountWith(stored, this.#parts.capitalQuote);
    this.#marks = joinMarks(account.marks, this.#marks);
    return account;
  }

  /**
   * The account at an instant.
   *
   * @param pendingQuote - results that are not stored yet
   */
  at(nowMs: TimestampMs, account: AccountRecord, positions: readonly ActivePosition[], pendingQuote: number): AccountView {
    const { capitalQuote, board } = this.#parts;
    const equityQuote = this.equityAt(nowMs, account, positions, pendingQuote);
    // What is no number is no peak: the next look at the equity may find one again.
    if (Number.isFinite(equityQuote)) this.#marks = markEquity(this.#marks, equityQuote, nowMs);
    this.#nowMs = Math.max(this.#nowMs, nowMs);
    return {
      capitalQuote, equityQuote,
      peakEquityQuote: this.#marks.peakEquityQuote,
      dayStartEquityQuote: this.#marks.dayStartEquityQuote,
      markOf: (listing) => this.#markOf(listing, account, nowMs, 0),
      closes: (listing: Listing, interval: Interval, limit: number): Closes | null => board.closes(listing, interval, limit, nowMs),
    };
  }

  /** The equity alone, for whoever only looks: no peak comes of it. */
  equityAt(nowMs: TimestampMs, account: AccountRecord, positions: readonly ActivePosition[], pendingQuote: number): number {
    const markedMs = this.#markedMs(positions, nowMs);
    let equityQuote = this.#parts.capitalQuote + account.realisedQuote + pendingQuote;
    for (const position of positions) {
      const mark = markedMs < position.openedAtMs ? null : this.#markOf(position, account, markedMs, position.openedAtMs);
      equityQuote += unrealisedQuote(position, account.entries[this.#runKeyOf(position)], mark);
    }
    return equityQuote;
  }

  /** A record that is to be written, with all that was seen here. */
  keep(record: RiskRecord): RiskRecord {
    const { account, positions } = record;
    if (account === null) return record;
    return { ...record, account: { ...account, marks: joinMarks(account.marks, this.#marks), prices: this.#parts.sharesPrices ? this.#prices(account, positions) : {} } };
  }

  /**
   * The instant of which all prices are taken: while the candles of a minute come in one after another, that of a minute
   * before. Half of them would make a peak, or a fall, that never was.
   */
  #markedMs(positions: readonly ActivePosition[], nowMs: TimestampMs): TimestampMs {
    let knownMs = nowMs;
    for (const position of positions) knownMs = Math.min(knownMs, this.#parts.board.untilMs(position) ?? nowMs);
    return Math.max(knownMs, nowMs - MINUTE_MS);
  }

  #prices({ prices }: AccountRecord, positions: Positions): Record<string, SeenPrice> {
    const seen: Record<string, SeenPrice> = {};
    for (const position of Object.values(positions)) {
      const key = listingKey(position);
      const price = this.#parts.board.lastClose(position, this.#nowMs);
      const known = price === null ? prices[key] : { price, atMs: this.#nowMs };
      if (known !== undefined) seen[key] = known;
    }
    return seen;
  }

  /** What is traded here is known best here. */
  #markOf(listing: Listing, { prices }: AccountRecord, nowMs: TimestampMs, sinceMs: TimestampMs): Price | null {
    const here = this.#parts.board.lastClose(listing, nowMs);
    if (here !== null) return here;
    const seen = prices[listingKey(listing)];
    return seen !== undefined && seen.atMs >= sinceMs ? seen.price : null;
  }

  #runKeyOf(position: ActivePosition): string {
    let key = this.#runKeys.get(position);
    if (key === undefined) this.#runKeys.set(position, (key = runKeyOf({ ...position, account: this.#parts.account })));
    return key;
  }
}
