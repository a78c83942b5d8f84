import type { ActivePosition } from '../ports/active-position.ts';
import type { RiskRequest, RiskRule, RiskVerdict } from '../ports/risk-rule.ts';
import type { Sizer } from '../ports/sizer.ts';
import type { Plan } from '../signal/signal.ts';
import { isThenable, textOfThrown } from '../thrown.ts';
import type { Quantity, TimestampMs } from '../units.ts';
import { PositionBook } from './position-book.ts';

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
  /** Brings the book up to date before it is looked at, where others write to it, too. */
  readonly refresh?: (() => Promise<void>) | undefined;
}

const ONE_UNIT: Admitted = { allowed: true, quantity: 1 };
const OVER: Admitted = { allowed: false, reason: 'the run has ended' };

/** Asks the risk rules one after another, the first no wins, then sizes. Synchronous as long as everything asked is. */
export class Admission {
  readonly #parts: AdmissionParts;
  readonly #book: PositionBook;
  /** What this run holds in the book, by plan. */
  readonly #own = new Map<string, ActivePosition>();
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
    const { rules, sizer, refresh } = this.#parts;
    if (rules.length === 0 && sizer === undefined) return act(ONE_UNIT);
    let acted: Promise<void> | undefined;
    const actFirst = (verdict: Admitted): Promise<void> | undefined => {
      acted = act(verdict);
      return acted === undefined ? undefined : this.#untilReserved(acted);
    };
    const turn = this.#book.exclusively((): Promise<void> | undefined => {
      const verdict = refresh === undefined ? this.#judgeFrom(0, question) : refresh().then(() => this.#judgeFrom(0, question));
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
  hold(plan: Plan, openedAtMs: TimestampMs): void {
    const { symbol, strategyName, exchangeName, rules } = this.#parts;
    if (rules.length > 0) this.#take({ symbol, strategyName, exchangeName, plan, openedAtMs });
  }

  /** Gives back what a plan held. */
  release({ id }: Plan): void {
    const position = this.#own.get(id);
    if (position === undefined) return;
    this.#own.delete(id);
    this.#book.remove(position);
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

  #judgeFrom(first: number, question: AdmissionQuestion): Admitted | Promise<Admitted> {
    const { symbol, strategyName, exchangeName, rules } = this.#parts;
    const { plan, at, price, nowMs } = question;
    for (let i = first; i < rules.length; i++) {
      if (this.#closed) return OVER;
      const rule = rules[i]!;
      try {
        const verdict = rule.judge({ plan, at, price, nowMs, symbol, strategyName, exchangeName, activePositions: this.#book.positions });
        if (isThenable(verdict)) return Promise.resolve(verdict).then((settled) => this.#after(settled, i, question), (thrown: unknown) => failed(rule.name, thrown));
        if (verdict?.allowed !== true) return refusal(rule.name, verdict);
      } catch (thrown) {
        return failed(rule.name, thrown);
      }
    }
    return this.#size(question);
  }

  #after(verdict: RiskVerdict, at: number, question: AdmissionQuestion): Admitted | Promise<Admitted> {
    return verdict?.allowed === true ? this.#judgeFrom(at + 1, question) : refusal(this.#parts.rules[at]!.name, verdict);
  }

  #size(question: AdmissionQuestion): Admitted | Promise<Admitted> {
    const { sizer, symbol } = this.#parts;
    const { plan, price, nowMs } = question;
    if (sizer === undefined) return this.#reserve(question, 1);
    try {
      const quantity = sizer.size({ symbol, plan, price, nowMs });
      if (!isThenable(quantity)) return this.#reserve(question, quantity);
      return Promise.resolve(quantity).then((settled) => this.#reserve(question, settled), (thrown: unknown) => failed(sizer.name, thrown));
    } catch (thrown) {
      return failed(sizer.name, thrown);
    }
  }

  #reserve({ plan, at, atMs }: AdmissionQuestion, quantity: Quantity): Admitted {
    const { symbol, strategyName, exchangeName, rules, sizer } = this.#parts;
    if (this.#closed) return OVER;
    if (!(quantity > 0 && quantity < Infinity)) return { allowed: false, reason: `${sizer?.name ?? 'sizer'} gave the size ${textOfThrown(quantity)}` };
    // A waiting order holds no slot (decision 17).
    if (rules.length > 0 && !(at === 'creation' && plan.waits)) {
      this.#take({ symbol, strategyName, exchangeName, plan, openedAtMs: atMs });
    }
    return { allowed: true, quantity };
  }

  #take(position: ActivePosition): void {
    this.#own.set(position.plan.id, position);
    this.#book.add(position);
  }
}

/** Whoever cannot judge has not allowed (decision 28). */
function failed(name: string, thrown: unknown): Admitted {
  return { allowed: false, reason: `${name} failed: ${textOfThrown(thrown)}` };
}

function refusal(name: string, verdict: RiskVerdict | undefined): Admitted {
  return { allowed: false, reason: verdict?.allowed === false ? verdict.reason : `${name} gave no verdict` };
}
