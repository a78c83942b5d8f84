import type { AccountView } from '../ports/account-view.ts';
import type { ActivePosition } from '../ports/active-position.ts';
import type { RiskEvent, RiskRequest, RiskRule, RiskVerdict } from '../ports/risk-rule.ts';
import type { Sizer } from '../ports/sizer.ts';
import { netMoney } from '../signal/pnl.ts';
import type { Position } from '../signal/position.ts';
import type { Plan } from '../signal/signal.ts';
import type { Trade } from '../signal/trade.ts';
import { isThenable, textOfThrown } from '../thrown.ts';
import type { Quantity, TimestampMs } from '../units.ts';
import { PositionBook } from './position-book.ts';
import { failed, leftBy } from './left-by.ts';
import { stateOf } from './rule-memory.ts';

export type Admitted = { readonly allowed: true; readonly quantity: Quantity } | { readonly allowed: false; readonly reason: string };

/** `atMs`: the instant that an opening would be stamped with, which for an activation lies before `nowMs`. */
export type AdmissionQuestion = Pick<RiskRequest, 'plan' | 'at' | 'price' | 'nowMs'> & { readonly atMs: TimestampMs };

export interface AdmissionParts {
  readonly symbol: string;
  readonly strategyName: string;
  readonly exchangeName: string;
  readonly rules: readonly RiskRule[];
  readonly sizer: Sizer | undefined;
  /** Default: a book of this run's own. */
  readonly book?: PositionBook | undefined;
  /** The money behind the run; none where it has no capital. */
  readonly account?: RunAccount | undefined;
  /** Takes what the rules are to learn, in place of the book: where that is to be kept first. What it is worth is for it to say. */
  readonly note?: ((event: RiskEvent) => void) | undefined;
  /** Why nothing may be opened for now; else `null`. Asked before the rules, and once more before a slot is taken. */
  readonly halted?: (() => string | null) | undefined;
  /** Brings the book up to date before it is looked at, where others write to it, too. */
  readonly refresh?: (() => Promise<void>) | undefined;
}

/** The money behind a run, which hears of its positions. */
export interface RunAccount {
  /** As it stands at an instant. */
  at(nowMs: TimestampMs): AccountView;
  opened(position: Position): void;
  closed(trade: Trade): void;
}

const ONE_UNIT: Admitted = { allowed: true, quantity: 1 };
const OVER: Admitted = { allowed: false, reason: 'the run has ended' };

/** Sizes, then asks the risk rules one after another: the first no wins, each may leave less. Synchronous as long as everything asked is. */
export class Admission {
  readonly #parts: AdmissionParts;
  readonly #book: PositionBook;
  /** What this run holds in the book, by plan. */
  readonly #own = new Map<string, ActivePosition>();
  /** What was let in and is not placed yet. */
  #unplaced: ActivePosition | null = null;
  #closed = false;
  /** Ends the wait for rules that are still thinking. */
  #giveUp: (() => void) | undefined;
  /** Hands the book on. */
  #letGo: (() => void) | undefined;

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
    this.#book = parts.book ?? new PositionBook();
  }

  /**
   * Judges, and while nobody else has the book lets the verdict be acted upon: whoever judges next sees only slots that
   * are really taken.
   */
  judge(question: AdmissionQuestion, act: (verdict: Admitted) => Promise<void> | undefined): Promise<void> | undefined {
    const { rules, sizer, refresh, halted } = this.#parts;
    if (rules.length === 0 && sizer === undefined && halted === undefined) return act(ONE_UNIT);
    let acted: Promise<void> | undefined;
    const actFirst = (verdict: Admitted): Promise<void> | undefined => {
      acted = act(verdict);
      return acted === undefined ? undefined : this.#untilReserved(acted);
    };
    const turn = this.#book.exclusively((): Promise<void> | undefined => {
      const verdict = refresh === undefined ? this.#begin(question) : refresh().then(() => this.#begin(question));
      return verdict instanceof Promise ? this.#unlessClosed(verdict).then(actFirst) : actFirst(verdict);
    });
    return turn === undefined ? undefined : turn.then(() => acted);
  }

  /** The slot is taken for good: what is still to be done with it, which may take its time, needs the book no more. */
  reserved(): void {
    this.#letGo?.();
  }

  #untilReserved(acted: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#letGo = resolve;
      acted.then(resolve, reject);
    });
  }

  /** What this run holds in the book. It has one signal at a time. */
  get held(): ActivePosition | null {
    for (const position of this.#own.values()) return position;
    return null;
  }

  /** Takes the slot of a position that was admitted before a restart. */
  hold(plan: Plan, quantity: Quantity, openedAtMs: TimestampMs): void {
    const { symbol, strategyName, exchangeName, rules } = this.#parts;
    if (rules.length > 0) this.#take({ symbol, strategyName, exchangeName, plan, quantity, openedAtMs });
  }

  /** The entry of what was let in is about to be placed: rules count it from here on. */
  placing(nowMs: TimestampMs): void {
    const position = this.#unplaced;
    this.#unplaced = null;
    if (position !== null) this.#note({ kind: 'reserved', nowMs, equityQuote: null, position });
  }

  /** A position was opened. */
  opened(position: Position): void {
    this.#parts.account?.opened(position);
  }

  /** A position was closed: its slot goes back, and whoever remembers trades hears of it. */
  closed(trade: Trade, nowMs: TimestampMs): void {
    const { account, rules, symbol, strategyName, exchangeName } = this.#parts;
    const { plan, entry, exit, openedAtMs } = trade;
    const position = this.#own.get(plan.id) ?? { symbol, strategyName, exchangeName, plan, quantity: entry.quantity, openedAtMs };
    account?.closed(trade);
    this.release(plan);
    if (rules.length > 0) this.#note({ kind: 'closed', nowMs, equityQuote: null, position, trade, netQuote: netMoney(plan.side, entry, exit) });
  }

  /** Gives back what a plan held. */
  release({ id }: Plan): void {
    const position = this.#own.get(id);
    if (position === undefined) return;
    this.#own.delete(id);
    this.#book.remove(position);
    if (this.#unplaced === position) this.#unplaced = null;
  }

  /** The run is over: everything it held goes back, nothing more is admitted, and rules still thinking hold nobody up. */
  close(): void {
    this.#closed = true;
    for (const position of this.#own.values()) this.#book.remove(position);
    this.#own.clear();
    this.#giveUp?.();
    this.#letGo?.();
  }

  #unlessClosed(verdict: Promise<Admitted>): Promise<Admitted> {
    return new Promise((resolve, reject) => {
      this.#giveUp = () => resolve(OVER);
      verdict.then(resolve, reject);
    });
  }

  #begin(question: AdmissionQuestion): Admitted | Promise<Admitted> {
    const halted = this.#parts.halted?.() ?? null;
    return halted === null ? this.#size(question) : { allowed: false, reason: halted };
  }

  #size(question: AdmissionQuestion): Admitted | Promise<Admitted> {
    const { sizer, symbol, exchangeName } = this.#parts;
    if (sizer === undefined) return this.#sized(question, 1);
    const { plan, price, nowMs } = question;
    try {
      const quantity = sizer.size({ symbol, exchangeName, plan, price, nowMs, account: this.#accountAt(nowMs) });
      if (!isThenable(quantity)) return this.#sized(question, quantity);
      return Promise.resolve(quantity).then((settled) => this.#sized(question, settled), (thrown: unknown) => failed(sizer.name, thrown));
    } catch (thrown) {
      return failed(sizer.name, thrown);
    }
  }

  #sized(question: AdmissionQuestion, quantity: Quantity): Admitted | Promise<Admitted> {
    return Number.isFinite(quantity) && quantity > 0 ? this.#judgeFrom(0, question, quantity) : { allowed: false, reason: `${this.#parts.sizer?.name ?? 'sizer'} gave the size ${textOfThrown(quantity)}` };
  }

  #judgeFrom(first: number, question: AdmissionQuestion, wanted: Quantity): Admitted | Promise<Admitted> {
    const { symbol, strategyName, exchangeName, rules } = this.#parts;
    const { plan, at, price, nowMs } = question;
    let quantity = wanted;
    for (let i = first; i < rules.length; i++) {
      if (this.#closed) return OVER;
      const rule = rules[i]!;
      try {
        const request: RiskRequest = { plan, at, price, nowMs, symbol, strategyName, exchangeName, quantity, activePositions: this.#book.positions, account: this.#accountAt(nowMs) };
        const verdict = rule.judge(request, stateOf(this.#book.states, rule));
        if (isThenable(verdict)) return Promise.resolve(verdict).then((settled) => this.#after(settled, i, question, quantity), (thrown: unknown) => failed(rule.name, thrown));
        const left = leftBy(rule.name, verdict, quantity);
        if (typeof left !== 'number') return left;
        quantity = left;
      } catch (thrown) {
        return failed(rule.name, thrown);
      }
    }
    return this.#fit(question, quantity);
  }

  #after(verdict: RiskVerdict, at: number, question: AdmissionQuestion, quantity: Quantity): Admitted | Promise<Admitted> {
    const left = leftBy(this.#parts.rules[at]!.name, verdict, quantity);
    return typeof left === 'number' ? this.#judgeFrom(at + 1, question, left) : left;
  }

  /** What rules have left need not be whole lots. */
  #fit(question: AdmissionQuestion, left: Quantity): Admitted {
    const { sizer, symbol, rules } = this.#parts;
    if (sizer?.fit === undefined || rules.length === 0) return this.#reserve(question, left);
    try {
      const quantity = Math.min(left, sizer.fit(left, { symbol, plan: question.plan }));
      return quantity > 0 ? this.#reserve(question, quantity) : { allowed: false, reason: `${sizer.name} can trade nothing of ${left}, which is what the risk rules leave` };
    } catch (thrown) {
      return failed(sizer.name, thrown);
    }
  }

  #reserve({ plan, at, atMs }: AdmissionQuestion, quantity: Quantity): Admitted {
    const { symbol, strategyName, exchangeName, rules, halted } = this.#parts;
    if (this.#closed) return OVER;
    const haltedNow = halted?.() ?? null;
    if (haltedNow !== null) return { allowed: false, reason: haltedNow };
    // A waiting order holds no slot (decision 17).
    if (rules.length > 0 && !(at === 'creation' && plan.waits)) {
      this.#unplaced = this.#take({ symbol, strategyName, exchangeName, plan, quantity, openedAtMs: atMs });
    }
    return { allowed: true, quantity };
  }

  /** Frozen, plan and all: rules are handed the very objects that the engine trades by. */
  #take(position: ActivePosition): ActivePosition {
    Object.freeze(position.plan);
    this.#own.set(position.plan.id, Object.freeze(position));
    this.#book.add(position);
    return position;
  }

  #note(event: RiskEvent): void {
    const { rules, note } = this.#parts;
    if (note === undefined) this.#book.note(rules, { ...event, equityQuote: this.#accountAt(event.nowMs)?.equityQuote ?? null });
    else note(event);
  }

  #accountAt(nowMs: TimestampMs): AccountView | null {
    return this.#parts.account?.at(nowMs) ?? null;
  }
}
