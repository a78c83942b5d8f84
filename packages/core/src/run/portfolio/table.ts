import { InputError } from '../../error.ts';
import { isThenable, textOfThrown } from '../../thrown.ts';
import type { AskResult } from '../ask.ts';
import type { RiskRule } from '../../ports/risk-rule.ts';
import { MINUTE_MS, type DurationMs, type TimestampMs } from '../../units.ts';
import type { PositionBook } from '../position-book.ts';
import { stateOf } from '../rule-memory.ts';
import type { Account } from './account.ts';
import type { EquityPoint, PortfolioEvent } from './event.ts';
import { Rebalancer } from './rebalancer.ts';
import type { Rebalance } from './options.ts';
import type { Seat, Turn } from './seat.ts';

/** Lines that share their slots, and the rules over them, each once. */
export interface Desk {
  readonly book: PositionBook;
  readonly rules: readonly RiskRule[];
}

export interface TableParts {
  readonly seats: readonly Seat[];
  readonly account: Account;
  readonly desks: readonly Desk[];
  readonly fromMs: TimestampMs;
  readonly toMs: TimestampMs;
  readonly pointEveryMs: DurationMs;
  readonly rebalance: Rebalance | undefined;
}

/** Something to wait for, or `undefined` where there is something to tell or a good moment for a breath. */
export type Pause = Promise<unknown> | undefined;

/**
 * All seats on one clock. At each instant, in the order of the seats: all exits, then activations, then the rules' look at
 * the equity, then asks, which start together and are admitted in that order. An entry that is activated and leaves on the
 * same candle leaves in its own turn.
 */
export class Table {
  readonly outbox: PortfolioEvent[] = [];
  nowMs: TimestampMs;
  /** Told to stop: no new signals, and each seat ends when nothing of it lives. */
  stopping = false;
  /** What is wanted of the seats has changed. */
  stale = false;
  readonly #parts: TableParts;
  readonly #rebalancer: Rebalancer;
  readonly #watched: readonly Desk[];
  #pointMs: TimestampMs;
  /** The instant of the last point. */
  #toldMs = -1;
  /** Whose positions have closed at this instant. */
  readonly #closed = new Set<PositionBook>();
  readonly #stopped = new Set<Seat>();

  constructor(parts: TableParts) {
    const { seats, account, desks, fromMs, pointEveryMs, rebalance } = parts;
    this.#parts = parts;
    this.#rebalancer = new Rebalancer({ seats, account, rebalance, outbox: this.outbox });
    this.#watched = desks.filter(({ rules }) => rules.some(({ watch }) => watch !== undefined));
    this.#pointMs = Math.ceil(fromMs / pointEveryMs) * pointEveryMs;
    this.nowMs = fromMs;
  }

  /** Goes on from instant to instant. Ends when nothing can happen at any seat. */
  *walk(): Generator<Pause, undefined, void> {
    const { seats, account } = this.#parts;
    for (;;) {
      if (this.stopping) yield* this.#stopAll();
      if (this.stale) this.#lookAll();
      const seatMs = soonest(seats);
      const nowMs = Math.min(seatMs, account.openPositions > 0 ? nextMinute(this.nowMs) : Infinity, this.#nextPoint(seatMs));
      if (nowMs === Infinity) break;
      if (seatMs <= nowMs && (yield* this.#readAt(seatMs))) continue;
      this.nowMs = nowMs;
      if (seatMs <= nowMs) {
        yield* this.#take('exit', nowMs);
        yield* this.#take('activation', nowMs);
      }
      if (this.#closed.size > 0 || (nowMs % MINUTE_MS === 0 && account.openPositions > 0)) yield* this.#watch(nowMs);
      if (seatMs <= nowMs) yield* this.#asks(nowMs);
      if (nowMs >= this.#pointMs) this.#tellPoint(nowMs);
      yield undefined;
    }
    this.leave(true);
    return undefined;
  }

  /** Ends here: what has happened is told, and at a proper end what it came to. */
  leave(isEnd: boolean): void {
    for (const seat of this.#parts.seats) this.#collect(seat);
    if (isEnd && this.#toldMs < this.nowMs) this.#tellPoint(this.nowMs);
  }

  /** Points lie on the curve up to the end of the range, and as long as something is open. */
  #nextPoint(seatMs: TimestampMs): TimestampMs {
    const isOver = this.stopping && seatMs === Infinity;
    return (this.#pointMs < this.#parts.toMs && !isOver) || this.#parts.account.openPositions > 0 ? this.#pointMs : Infinity;
  }

  /** Reads for all seats whose next move cannot be known otherwise; whether there were any. */
  *#readAt(untilMs: TimestampMs): Generator<Pause, boolean, void> {
    const reading = this.#parts.seats.filter(({ reads, nextMs }) => reads && nextMs <= untilMs);
    if (reading.length === 0) return false;
    yield Promise.all(reading.map((seat) => seat.readOn(this.nowMs)));
    for (const seat of reading) this.#collect(seat);
    return true;
  }

  /** All seats that are at one turn at an instant. What comes of a move within that turn is moved on at once. */
  *#take(turn: Turn, nowMs: TimestampMs): Generator<Pause, void, void> {
    for (const seat of this.#parts.seats) {
      if (seat.nextMs > nowMs || seat.turn !== turn) continue;
      for (;;) {
        if (seat.reads) {
          if (!(yield* this.#readAt(nowMs))) break;
          continue;
        }
        if (seat.nextMs > nowMs || seat.turn === 'ask') break;
        const pending = seat.advance();
        if (pending !== undefined) yield pending;
        this.#collect(seat);
        seat.look(this.nowMs);
      }
    }
    yield* this.#rebalancer.settle(nowMs);
  }

  /** The rules look at the equity; one of them may have everything under it closed. */
  *#watch(nowMs: TimestampMs): Generator<Pause, void, void> {
    const { account, seats } = this.#parts;
    account.mark(nowMs);
    for (const desk of this.#watched) {
      // A last close may cross a limit, too.
      const stop = desk.book.positions.length > 0 || this.#closed.has(desk.book) ? this.#stopOf(desk, nowMs) : null;
      if (stop === null) continue;
      for (const seat of seats) {
        if (seat.parts.book !== desk.book || !seat.parts.ruleNames.includes(stop.ruleName)) continue;
        const pending = seat.parts.engine.command('close', nowMs, stop.reason);
        if (pending !== undefined) yield pending;
        this.#collect(seat);
        seat.look(this.nowMs);
      }
    }
    yield* this.#rebalancer.settle(nowMs);
    this.#closed.clear();
  }

  /** Why a rule has everything closed, `null` where none does. */
  #stopOf({ book, rules }: Desk, nowMs: TimestampMs): { readonly ruleName: string; readonly reason: string } | null {
    for (const rule of rules) {
      const reason = lookOf(rule, this.#parts.account, nowMs, stateOf(book.states, rule));
      if (reason === null) continue;
      book.note(rules, { kind: 'stopped', nowMs, equityQuote: this.#parts.account.equityQuote, ruleName: rule.name, reason });
      this.outbox.push({ kind: 'stopped', atMs: nowMs, ruleName: rule.name, reason });
      return { ruleName: rule.name, reason };
    }
    return null;
  }

  *#asks(nowMs: TimestampMs): Generator<Pause, void, void> {
    while (yield* this.#readAt(nowMs));
    const asked: Seat[] = [];
    for (const seat of this.#parts.seats) {
      if (seat.reads || seat.nextMs > nowMs || seat.turn !== 'ask') continue;
      const pending = seat.advance();
      if (pending !== undefined) yield pending;
      if (seat.parts.held.answer !== null) asked.push(seat);
      else this.#settled(seat);
    }
    if (asked.length === 0) return;
    const answers = asked.map(({ parts: { held } }) => held.take());
    if (answers.some((answer) => answer instanceof Promise)) yield Promise.all(answers.map(async (answer, i) => void (answers[i] = await answer)));
    for (const [i, seat] of asked.entries()) {
      const pending = seat.parts.engine.answer(answers[i] as AskResult);
      if (pending !== undefined) yield pending;
      this.#settled(seat);
    }
  }

  #settled(seat: Seat): void {
    this.#collect(seat);
    seat.look(this.nowMs);
  }

  *#stopAll(): Generator<Pause, void, void> {
    for (const seat of this.#parts.seats) {
      if (this.#stopped.has(seat)) continue;
      this.#stopped.add(seat);
      const pending = seat.stop(this.nowMs);
      if (pending !== undefined) yield pending;
      this.#settled(seat);
    }
  }

  #lookAll(): void {
    this.stale = false;
    for (const seat of this.#parts.seats) seat.look(this.nowMs);
  }

  #collect(seat: Seat): void {
    const { symbol, strategyName, exchangeName, parts: { book, engine: { outbox } } } = seat;
    if (outbox.length === 0) return;
    for (const event of outbox.splice(0)) {
      this.outbox.push({ kind: 'line', symbol, strategyName, exchangeName, event });
      if (event.kind !== 'closed') continue;
      this.#closed.add(book);
      this.#rebalancer.closed(seat, event.trade);
    }
  }

  #tellPoint(nowMs: TimestampMs): void {
    const { account, pointEveryMs } = this.#parts;
    account.mark(nowMs);
    const { equityQuote, exposureQuote, openPositions, books } = account;
    const point: EquityPoint = { atMs: nowMs, equityQuote, cashQuote: books.cash, exposureQuote, openPositions };
    this.outbox.push({ kind: 'equity', point });
    this.#toldMs = nowMs;
    this.#pointMs = (Math.floor(nowMs / pointEveryMs) + 1) * pointEveryMs;
  }
}

/** @throws {InputError} `risk/watch` for a rule that cannot look: a backtest without its stop would be another one */
function lookOf(rule: RiskRule, account: Account, nowMs: TimestampMs, state: unknown): string | null {
  try {
    const reason: unknown = rule.watch?.(account, nowMs, state) ?? null;
    if (reason === null || typeof reason === 'string') return reason;
    if (isThenable(reason)) reason.then(undefined, () => undefined); // its failure would be nobody's
    throw new TypeError(`it must give a reason or null at once, not ${typeof reason}`);
  } catch (thrown) {
    throw new InputError('risk/watch', `Risk rule ${rule.name} could not look at the account at ${new Date(nowMs).toISOString()}: ${textOfThrown(thrown)}. Mend its watch, which must judge whatever the account holds.`, { cause: thrown });
  }
}

function soonest(seats: readonly Seat[]): TimestampMs {
  let soonestMs = Infinity;
  for (let i = 0; i < seats.length; i++) if (seats[i]!.nextMs < soonestMs) soonestMs = seats[i]!.nextMs;
  return soonestMs;
}

function nextMinute(nowMs: TimestampMs): TimestampMs {
  return (Math.floor(nowMs / MINUTE_MS) + 1) * MINUTE_MS;
}
