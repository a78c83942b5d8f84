import type { PriceRange } from '../market/candle.ts';
import { LONGEST_CLOSURE_MS } from './options.ts';
import { CandleCursor } from '../market/cursor.ts';
import { alignDown } from '../market/interval.ts';
import type { CandleSeries } from '../market/series.ts';
import type { Extremes } from '../machine/input.ts';
import type { Rules } from '../machine/rules.ts';
import { scan } from '../machine/scan.ts';
import { watchOf, type Watch } from '../machine/watch.ts';
import type { Plan } from '../signal/signal.ts';
import type { EngineState, Open, Scheduled } from '../signal/state.ts';
import type { Price, TimestampMs } from '../units.ts';
import type { Advance } from './advance.ts';
import type { RunCounts } from './counts.ts';
import type { Pace } from './pace.ts';
import { measuresAfresh, priceOf, progressPrice } from './progress-price.ts';
import type { Stepper } from './stepper.ts';
import type { Tape } from './tape.ts';

/** Candles in a question for what comes after a deadline. */
const FURTHER_CANDLES = 500;

export interface HoldingParts {
  readonly rules: Rules;
  readonly tape: Tape;
  readonly counts: RunCounts;
  readonly stepper: Stepper;
  readonly pace: Pace;
}

/** Watches over a living signal: finds the next candle or instant that can change it, and lets the machine judge it. */
export class Holding {
  readonly #parts: HoldingParts;
  readonly #series: CandleSeries;
  readonly #cursor: CandleCursor;
  #plan: Plan | undefined;
  /** Absolute, of the next candle to be judged. */
  #row = 0;
  /** Where the first candle opens that a restored signal has not been judged by, until the candles before it are in. */
  #resumeAtMs: TimestampMs | null = null;
  /** Extremes of candles that were passed over since the last tick. */
  #passedHigh = -Infinity;
  #passedLow = Infinity;

  constructor(parts: HoldingParts) {
    this.#parts = parts;
    this.#series = parts.tape.series;
    this.#cursor = new CandleCursor(this.#series);
  }

  advance(state: Scheduled | Open): Advance {
    const { plan, expiresAtMs } = lifeOf(state);
    if (plan !== this.#plan) {
      const { tape } = this.#parts;
      if (tape.onDemand && tape.coversUntilMs <= plan.createdAtMs) return this.#wanting(state);
      this.#begin(plan);
    }
    return this.#hold(state, expiresAtMs);
  }

  /** The instant of the next tick, or that candles must be read to know it. Judges nothing and passes nothing over. */
  next(state: Scheduled | Open): TimestampMs | 'candles' {
    const { plan, expiresAtMs: deadlineMs } = lifeOf(state);
    const { tape, counts } = this.#parts;
    const series = this.#series;
    if (plan !== this.#plan) this.#begin(plan);
    const row = Math.max(0, this.#row - series.dropped);
    const limit = series.closedBy(deadlineMs);
    const hit = this.#hitFrom(state, row, limit);
    if (hit < limit) return series.openTimeAt(hit) + series.stepMs;
    if (tape.coversUntilMs < deadlineMs) return 'candles';
    const trades = series.closedUntilMs >= deadlineMs;
    if (trades && series.vwapAt(deadlineMs, limit) > 0) return deadlineMs;
    const after = Math.max(row, limit);
    if (trades && after < series.length) return series.openTimeAt(after) + series.stepMs;
    return tape.exhausted ? Math.max(series.closedUntilMs, counts.nowMs) : 'candles';
  }

  /** What has closed by now is passed over: somebody intervenes in what lives. */
  passUntil(closed: number, nowMs: TimestampMs): void {
    const { state } = this.#parts.stepper;
    if (state.kind === 'idle' || state.kind === 'closed' || state.kind === 'cancelled') return;
    if (lifeOf(state).plan !== this.#plan) this.#begin(lifeOf(state).plan);
    const row = Math.max(0, this.#row - this.#series.dropped);
    if (closed > row) this.#pass(state, row, closed);
    this.#tellPassed(nowMs);
  }

  /** Goes on with a signal that was restored: `nextMs` opens the first candle it has not been judged by. */
  resume(plan: Plan, nextMs: TimestampMs): void {
    this.#plan = plan;
    this.#resumeAtMs = nextMs;
  }

  /** Where the next candle to be judged opens, at the earliest. */
  nextCandleMs(plan: Plan): TimestampMs {
    if (plan !== this.#plan) return plan.createdAtMs;
    if (this.#resumeAtMs !== null) return this.#resumeAtMs;
    const row = this.#row - this.#series.dropped;
    return row < this.#series.length ? this.#series.openTimeAt(row) : this.#series.closedUntilMs;
  }

  /** Judges by the newest candle alone, at an instant after its close; those before it are passed over unseen. */
  judgeNow(state: Scheduled | Open, nowMs: TimestampMs): Advance {
    this.#resumeAtMs = null;
    const closed = this.#series.closedBy(nowMs);
    this.#plan = lifeOf(state).plan;
    // What came before the newest candle is passed over for good, also where what is decided now comes to nothing.
    this.#row = this.#series.dropped + Math.max(0, closed - 1);
    return this.#tick(nowMs, closed === 0 ? null : this.#cursor.at(closed - 1), priceOf(this.#series.vwapAt(nowMs, closed)), closed);
  }

  /** A new signal is judged from the first candle on that opens at or after its creation. */
  #begin(plan: Plan): void {
    this.#resumeAtMs = null;
    this.#plan = plan;
    this.#row = this.#series.dropped + this.#series.closedBy(plan.createdAtMs + this.#series.stepMs - 1);
  }

  #hold(state: Scheduled | Open, deadlineMs: TimestampMs): Advance {
    const { tape } = this.#parts;
    const series = this.#series;
    if (this.#resumeAtMs !== null) this.#passJudged(this.#resumeAtMs);
    const row = Math.max(0, this.#row - series.dropped);
    const limit = series.closedBy(deadlineMs);
    const hit = this.#hitFrom(state, row, limit);
    if (hit > row) this.#pass(state, row, hit);
    if (hit < limit) return this.#judge(hit);
    if (tape.coversUntilMs < deadlineMs) return this.#wanting(state);
    if (series.closedUntilMs < deadlineMs && !tape.goesOn) return this.#readOn(deadlineMs);
    const price = series.vwapAt(deadlineMs, limit);
    if (price > 0) return this.#tick(deadlineMs, null, price, limit);
    // Nothing was traded around the deadline: the first candle after it brings the price at which time ends it.
    const after = Math.max(row, limit);
    if (after < series.length) return this.#judge(after);
    return this.#readOn(deadlineMs);
  }

  /** The candles of a signal's whole life: what on demand is asked for in one question (decision 8). */
  #wanting(state: Scheduled | Open): Advance {
    const { tape, rules } = this.#parts;
    if (!tape.onDemand) return 'candles';
    const { stepMs, vwapWindow } = this.#series;
    const { plan } = state.kind === 'scheduled' ? state : state.position;
    const sinceMs = alignDown(plan.createdAtMs, stepMs);
    const lifeMs = state.kind === 'scheduled' ? rules.scheduleAwaitMs + plan.lifetimeMs + stepMs : plan.lifetimeMs;
    // A life that begins between two candles ends between two: the last one is wanted, too.
    const untilMs = sinceMs + lifeMs + (sinceMs < plan.createdAtMs ? stepMs : 0);
    const { count, intervalMs: windowMs } = vwapWindow;
    // Windows of longer candles begin on their boundary, which lies further back than the last candle but one.
    const fromMs = windowMs === stepMs ? sinceMs - (count - 1) * stepMs : alignDown(sinceMs, windowMs) - count * windowMs;
    tape.want(fromMs, untilMs, null);
    return 'candles';
  }

  /** Candles beyond a deadline at which there was none, as far as a market may be closed. */
  #readOn(deadlineMs: TimestampMs): Advance {
    const { tape } = this.#parts;
    if (tape.exhausted) return this.#endOfData();
    if (!tape.onDemand) return 'candles';
    if (tape.coversUntilMs >= deadlineMs + LONGEST_CLOSURE_MS) return this.#endOfData();
    tape.want(tape.coversUntilMs, tape.coversUntilMs + FURTHER_CANDLES * this.#series.stepMs, null);
    return 'candles';
  }

  /** Passes over candles that were judged before a restart; some of them may come late. */
  #passJudged(nextMs: TimestampMs): void {
    const { dropped, stepMs, closedUntilMs } = this.#series;
    this.#row = dropped + this.#series.closedBy(nextMs + stepMs - 1);
    if (closedUntilMs >= nextMs) this.#resumeAtMs = null;
  }

  /** The first row that can change what lives. */
  #hitFrom(state: Scheduled | Open, row: number, limit: number): number {
    const { rules, pace } = this.#parts;
    const watch = pace.everyCandle || measuresAfresh(state, row, this.#series, rules) ? null : watchOf(state, rules);
    return watch === null ? row : this.#firstHit(watch, row, limit);
  }

  #firstHit({ above, below, vwapAbove, vwapBelow }: Watch, row: number, limit: number): number {
    const touch = scan(this.#series, this.#parts.rules.trigger, row, limit, above, below);
    return vwapAbove < Infinity || vwapBelow > -Infinity ? this.#series.firstVwapTouch(row, touch, vwapAbove, vwapBelow) : touch;
  }

  #judge(row: number): Advance {
    const { stepMs, vwap } = this.#series;
    const candle = this.#cursor.at(row);
    return this.#tick(candle.openTimeMs + stepMs, candle, priceOf(vwap[row]!), row + 1);
  }

  #tick(nowMs: TimestampMs, candle: PriceRange | null, price: Price | null, next: number): Advance {
    const { stepper, counts } = this.#parts;
    const before = stepper.state.kind;
    counts.nowMs = nowMs;
    const progress = progressPrice(stepper.state, nowMs, price, next, this.#series);
    const pending = stepper.tick(nowMs, candle, price, progress, false, this.#takePassed());
    if (pending !== undefined) return pending.then(() => this.#settle(before, nowMs, price, next));
    this.#settle(before, nowMs, price, next);
    return 'moved';
  }

  /** Decides from which candle on a signal that goes on living is judged. */
  #settle(before: EngineState['kind'], nowMs: TimestampMs, price: Price | null, next: number): void {
    const { stepper, pace } = this.#parts;
    const { state } = stepper;
    if (state.kind === 'closed' || state.kind === 'cancelled' || state.kind === 'idle') return;
    // A candle that filled a waiting entry on its way is judged once more, for exits (decision 13).
    if (before === 'scheduled' && state.kind === 'opened' && state.position.openedAtMs < nowMs) return;
    this.#row = this.#series.dropped + next;
    if (pace.active && price !== null) stepper.tellStill(nowMs, price, progressPrice(state, nowMs, price, next, this.#series) ?? price);
  }

  #endOfData(): Advance {
    const { stepper, counts } = this.#parts;
    const { closedUntilMs, vwap, columns, length } = this.#series;
    const nowMs = Math.max(closedUntilMs, counts.nowMs);
    counts.nowMs = nowMs;
    this.#tellPassed(nowMs);
    const price = vwap[length - 1]!;
    return stepper.end(nowMs, price > 0 ? price : columns.close[length - 1]!) ?? 'moved';
  }

  /** Nothing happens on the rows `[from, to)`; they only widen the extremes of a position. */
  #pass(state: Scheduled | Open, from: number, to: number): void {
    const series = this.#series;
    this.#row = series.dropped + to;
    if (state.kind === 'scheduled') return;
    const { high, low } = series.extremes(from, to);
    if (high > this.#passedHigh) this.#passedHigh = high;
    if (low < this.#passedLow) this.#passedLow = low;
  }

  /** Widens the extremes of a position by what was passed over, where no tick is about to. */
  #tellPassed(nowMs: TimestampMs): void {
    const passed = this.#takePassed();
    if (passed !== null) void this.#parts.stepper.tick(nowMs, null, null, null, false, passed);
  }

  #takePassed(): Extremes | null {
    if (this.#passedHigh === -Infinity) return null;
    const passed = { highestPrice: this.#passedHigh, lowestPrice: this.#passedLow };
    this.#passedHigh = -Infinity;
    this.#passedLow = Infinity;
    return passed;
  }
}

function lifeOf(state: Scheduled | Open): { readonly plan: Plan; readonly expiresAtMs: TimestampMs } {
  return state.kind === 'scheduled' ? state : { plan: state.position.plan, expiresAtMs: state.position.expiresAtMs };
}
