import type { AccountView, Closes, Listing } from '../../ports/account-view.ts';
import type { Interval } from '../../market/interval.ts';
import type { Position } from '../../signal/position.ts';
import { signOf } from '../../signal/signal.ts';
import type { Trade } from '../../signal/trade.ts';
import type { Fraction, Price, Quantity, TimestampMs } from '../../units.ts';
import type { RunAccount } from '../admission.ts';
import { firstMarks, markEquity, type EquityMarks } from '../equity-marks.ts';
import type { PriceBoard, Quotes } from '../price-board.ts';
import { capitalPostings, entryPostings, exitPostings, type BookAccount, type Posting } from './postings.ts';

/** One open position in the account's eyes. Ids of plans are unique within a run only. */
interface Stake {
  readonly owner: RunAccount;
  readonly planId: string;
  readonly sign: 1 | -1;
  readonly quantity: Quantity;
  readonly entryPrice: Price;
  readonly quotes: Quotes | null;
}

/**
 * The money that several runs share, in quote currency: double-entry books, equity marked to the last closes, its peak,
 * and the deepest fall from it. What can be read is as of the last mark.
 */
export class Account implements AccountView {
  readonly capitalQuote: number;
  readonly #board: PriceBoard;
  readonly #stakes: Stake[] = [];
  readonly #books: Record<BookAccount, number> = { cash: 0, positions: 0, fees: 0, slippage: 0, result: 0, capital: 0 };
  #marks: EquityMarks;
  #nowMs: TimestampMs = 0;
  #equityQuote: number;
  #exposureQuote = 0;
  #maxDrawdownFrac: Fraction = 0;

  constructor(capitalQuote: number, board: PriceBoard) {
    this.capitalQuote = capitalQuote;
    this.#board = board;
    this.#equityQuote = capitalQuote;
    this.#marks = firstMarks(capitalQuote);
    this.#book(capitalPostings(capitalQuote));
  }

  get equityQuote(): number {
    return this.#equityQuote;
  }

  get peakEquityQuote(): number {
    return this.#marks.peakEquityQuote;
  }

  get dayStartEquityQuote(): number {
    return this.#marks.dayStartEquityQuote;
  }

  /** Market value of all open positions, long and short added up. */
  get exposureQuote(): number {
    return this.#exposureQuote;
  }

  /** The deepest fall of the marked equity below its peak, as a share of the peak. */
  get maxDrawdownFrac(): Fraction {
    return this.#maxDrawdownFrac;
  }

  get openPositions(): number {
    return this.#stakes.length;
  }

  /** What stands in the books; all accounts together are 0 but for rounding in the last bits. */
  get books(): Readonly<Record<BookAccount, number>> {
    return this.#books;
  }

  markOf(listing: Listing): Price | null {
    return this.#board.lastClose(listing, this.#nowMs);
  }

  closes(listing: Listing, interval: Interval, limit: number): Closes | null {
    return this.#board.closes(listing, interval, limit, this.#nowMs);
  }

  /** Values everything at the last closes of an instant. */
  mark(nowMs: TimestampMs): void {
    this.#nowMs = nowMs;
    let equityQuote = this.#books.cash;
    let exposureQuote = 0;
    for (let i = 0; i < this.#stakes.length; i++) {
      const { sign, quantity, entryPrice, quotes } = this.#stakes[i]!;
      const valueQuote = quantity * (quotes?.lastClose(nowMs) ?? entryPrice);
      equityQuote += sign * valueQuote;
      exposureQuote += valueQuote;
    }
    this.#equityQuote = equityQuote;
    this.#exposureQuote = exposureQuote;
    this.#marks = markEquity(this.#marks, equityQuote, nowMs);
    const { peakEquityQuote } = this.#marks;
    const drawdownFrac = (peakEquityQuote - equityQuote) / peakEquityQuote;
    if (drawdownFrac > this.#maxDrawdownFrac) this.#maxDrawdownFrac = drawdownFrac;
  }

  /** The account as one of its runs sees it, whose positions are marked by its own quotes: those are read as long as it lives. */
  of(quotes: () => Quotes | null): RunAccount {
    const owner: RunAccount = {
      at: (nowMs) => {
        this.mark(nowMs);
        return this;
      },
      opened: (position) => this.#opened(position, owner, quotes()),
      closed: (trade) => this.#closed(trade, owner),
    };
    return owner;
  }

  #opened(position: Position, owner: RunAccount, quotes: Quotes | null): void {
    const { plan, entry } = position;
    this.#stakes.push({ owner, planId: plan.id, sign: signOf(plan.side), quantity: entry.quantity, entryPrice: entry.quotedPrice, quotes });
    this.#book(entryPostings(position));
  }

  #closed(trade: Trade, owner: RunAccount): void {
    const at = this.#stakes.findIndex((stake) => stake.owner === owner && stake.planId === trade.plan.id);
    if (at >= 0) this.#stakes.splice(at, 1);
    this.#book(exitPostings(trade));
  }

  #book(postings: readonly Posting[]): void {
    for (const { account, amountQuote } of postings) this.#books[account] += amountQuote;
  }
}
