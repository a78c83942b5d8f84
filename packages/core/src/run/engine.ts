import { InvariantError, StrategyError } from '../error.ts';
import type { PriceRange } from '../market/candle.ts';
import { CandleCursor } from '../market/cursor.ts';
import type { CandleSeries } from '../market/series.ts';
import { createStep, type StepFn } from '../machine/step.ts';
import type { Effect } from '../machine/effect.ts';
import type { Extremes, Input, Tick } from '../machine/input.ts';
import type { Rules } from '../machine/rules.ts';
import { askedAt } from '../machine/on-tick.ts';
import { scan } from '../machine/scan.ts';
import { watchOf } from '../machine/watch.ts';
import type { Plan, Signal } from '../signal/signal.ts';
import { IDLE, type Cancelled, type Closed, type EngineState, type Idle } from '../signal/state.ts';
import type { DurationMs, Price, TimestampMs } from '../units.ts';
import type { Admission, Admitted } from './admission.ts';
import type { AskContext, Asker, AskResult } from './ask.ts';
import type { RunCounts } from './counts.ts';
import type { RunEvent } from './event.ts';
import { paperFill } from './paper-fill.ts';
import { stillEvent } from './still-event.ts';
import type { Tape } from './tape.ts';

export interface EngineParts {
  readonly rules: Rules;
  readonly tape: Tape;
  readonly asker: Asker;
  readonly context: AskContext;
  readonly admission: Admission;
  readonly counts: RunCounts;
  readonly fromMs: TimestampMs;
  readonly toMs: TimestampMs;
  readonly frameMs: DurationMs;
  /** Judge every candle, even where nothing can happen. */
  readonly everyCandle: boolean;
  /** Look at every frame, even between two asks. */
  readonly everyFrame: boolean;
  readonly wants: { readonly idle: boolean; readonly active: boolean; readonly progress: boolean };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What `advance` came to: something was done, a promise must settle first, more candles are wanted, or it is over. */
export type Advance = 'moved' | 'candles' | 'end' | Promise<void>;

/**
 * One signal machine walking along a tape, one instant at a time. Everything is synchronous except what the user's own
 * code makes a promise of; then the promise is handed up, and `advance` is called again once it has settled.
 */
export class Engine {
  state: EngineState = IDLE;
  stopping = false;
  readonly outbox: RunEvent[] = [];
  readonly #parts: EngineParts;
  readonly #step: StepFn;
  readonly #series: CandleSeries;
  readonly #cursor: CandleCursor;
  #seq = 1;
  readonly #tickInput: Mutable<Tick & Pick<Input, 'nowMs' | 'seq'>> = { kind: 'tick', nowMs: 0, seq: 0, candle: null, price: null, frame: false, passed: null };
  #frameAtMs: TimestampMs;
  /** Asks are a whole number of frames apart: then the next one falls on a frame, without a division to find it. */
  readonly #asksOnFrames: boolean;
  /** Absolute row of the next candle to be judged while a signal lives. */
  #row = 0;
  /** Extremes of candles passed over before the series had to be read on. */
  #passedHigh = -Infinity;
  #passedLow = Infinity;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#step = createStep(parts.rules);
    this.#series = parts.tape.series;
    this.#cursor = new CandleCursor(this.#series);
    this.#frameAtMs = parts.fromMs;
    this.#asksOnFrames = parts.rules.askEveryMs % parts.frameMs === 0;
  }

  advance(): Advance {
    switch (this.state.kind) {
      case 'scheduled':
        return this.#hold(this.state.expiresAtMs);
      case 'opened':
      case 'active':
        return this.#hold(this.state.position.expiresAtMs);
      default:
        return this.stopping ? 'end' : this.#look(this.state);
    }
  }

  /** Up to `moves` advances, or until there is something to tell or to wait for. */
  walk(moves: number): Advance {
    for (let i = 0; i < moves; i++) {
      const advance = this.advance();
      if (advance !== 'moved' || this.outbox.length > 0) return advance;
    }
    return 'moved';
  }

  /** Intervenes at the current instant. */
  command(command: 'stop' | 'cancel' | 'close', reasonText: string | null = null): Promise<void> | undefined {
    const { nowMs, lastPrice } = this.#parts.counts;
    const vwap = this.#series.vwapAt(nowMs, this.#series.closedBy(nowMs));
    const price = vwap > 0 ? vwap : lastPrice;
    return this.#apply({ kind: 'command', seq: this.#seq, command, nowMs, price, reasonText });
  }

  /** No signal lives: the next frame at which the strategy may be asked. */
  #look(state: Idle | Closed | Cancelled): Advance {
    const { tape, counts, toMs, frameMs, everyFrame } = this.#parts;
    const { nextAskMs } = state;
    const nowMs = nextAskMs <= this.#frameAtMs || everyFrame ? this.#frameAtMs : this.#asksOnFrames ? nextAskMs : this.#frameFrom(nextAskMs);
    if (nowMs >= toMs) return tape.coversUntilMs >= toMs ? 'end' : 'candles';
    // Read on until a candle beyond this frame is in, or none will come: see below.
    if (tape.coversUntilMs <= nowMs) return 'candles';
    counts.nowMs = nowMs;
    this.#frameAtMs = nowMs + frameMs;
    // An entry made now would have no candle to live on.
    if (nowMs >= tape.endsAtMs) return this.#skip(nowMs);
    const closed = this.#series.closedBy(nowMs);
    const price = this.#series.vwapAt(nowMs, closed);
    if (!(price > 0)) return this.#skip(nowMs);
    counts.frames++;
    this.#parts.context.move(nowMs, price, closed);
    if (everyFrame) return this.#tickFrame(nowMs, price);
    // The very rule the step would apply, without the objects that carry it there and back: asks are the hot path.
    const asked = askedAt(state, nowMs, this.#parts.rules);
    if (asked === null) return 'moved';
    this.state = asked;
    this.#seq++;
    return this.#ask() ?? 'moved';
  }

  #tickFrame(nowMs: TimestampMs, price: Price): Advance {
    const { wants } = this.#parts;
    if (wants.progress) this.#tellProgress(nowMs);
    const pending = this.#apply(this.#tickAt(nowMs, null, price, true, null));
    if (pending !== undefined) return wants.idle ? pending.then(() => this.#tellStill(nowMs, price)) : pending;
    if (wants.idle) this.#tellStill(nowMs, price);
    return 'moved';
  }

  /** The first frame at or after an instant. */
  #frameFrom(atMs: TimestampMs): TimestampMs {
    const { fromMs, frameMs } = this.#parts;
    return atMs <= fromMs ? fromMs : fromMs + Math.ceil((atMs - fromMs) / frameMs) * frameMs;
  }

  /** A frame without a price: counted, and when the data are over the rest of the frames with it. */
  #skip(nowMs: TimestampMs): Advance {
    const { tape, counts, toMs, frameMs, wants } = this.#parts;
    if (wants.progress) this.#tellProgress(nowMs);
    let frames = 1;
    if (nowMs >= tape.endsAtMs && this.#frameAtMs < toMs) {
      const rest = Math.ceil((toMs - this.#frameAtMs) / frameMs);
      frames += rest;
      this.#frameAtMs += rest * frameMs;
    }
    if (counts.frames === 0) counts.warmUpFrames += frames;
    else counts.skippedFrames += frames;
    return 'moved';
  }

  /** A signal lives until `deadlineMs` at most: the next candle or instant that can change it. */
  #hold(deadlineMs: TimestampMs): Advance {
    const { rules, tape, everyCandle } = this.#parts;
    const series = this.#series;
    const row = Math.max(0, this.#row - series.dropped);
    const limit = series.closedBy(deadlineMs);
    const watch = everyCandle ? null : watchOf(this.state, rules);
    const hit = watch === null ? row : scan(series, rules.trigger, row, limit, watch.above, watch.below);
    if (hit > row) this.#pass(row, hit);
    if (hit < limit) return this.#judge(hit);
    if (tape.coversUntilMs < deadlineMs) return 'candles';
    if (series.closedUntilMs < deadlineMs) return this.#endOfData();
    const price = series.vwapAt(deadlineMs, limit);
    if (price > 0) return this.#tick(deadlineMs, null, price, limit);
    // Nothing was traded around the deadline: the first candle after it brings the price at which time ends it.
    const after = Math.max(row, limit);
    if (after < series.length) return this.#judge(after);
    return tape.exhausted ? this.#endOfData() : 'candles';
  }

  /** The candle at `hit` may change the state. */
  #judge(hit: number): Advance {
    const { stepMs, vwap } = this.#series;
    const candle = this.#cursor.at(hit);
    const price = vwap[hit]!;
    return this.#tick(candle.openTimeMs + stepMs, candle, price > 0 ? price : null, hit + 1);
  }

  #tick(nowMs: TimestampMs, candle: PriceRange | null, price: Price | null, next: number): Advance {
    const before = this.state.kind;
    this.#parts.counts.nowMs = nowMs;
    const pending = this.#apply(this.#tickAt(nowMs, candle, price, false, this.#takePassed()));
    if (pending !== undefined) return pending.then(() => this.#settle(before, nowMs, price, next));
    this.#settle(before, nowMs, price, next);
    return 'moved';
  }

  /** Ticks come by the hundred thousand and no step keeps one, so one object serves them all. */
  #tickAt(nowMs: TimestampMs, candle: PriceRange | null, price: Price | null, frame: boolean, passed: Extremes | null): Input {
    const tick = this.#tickInput;
    tick.nowMs = nowMs;
    tick.seq = this.#seq;
    tick.candle = candle;
    tick.price = price;
    tick.frame = frame;
    tick.passed = passed;
    return tick;
  }

  /** Decides from which candle on a signal that goes on living is judged. */
  #settle(before: EngineState['kind'], nowMs: TimestampMs, price: Price | null, next: number): void {
    const { state } = this;
    if (state.kind === 'closed' || state.kind === 'cancelled' || state.kind === 'idle') return;
    if (before === 'scheduled' && state.kind === 'opened') return; // #tell has gone back to the candle of the fill
    this.#row = this.#series.dropped + next;
    if (this.#parts.wants.active && price !== null) this.#tellStill(nowMs, price);
  }

  #endOfData(): Advance {
    const series = this.#series;
    const nowMs = Math.max(series.closedUntilMs, this.#parts.counts.nowMs);
    this.#parts.counts.nowMs = nowMs;
    const passed = this.#takePassed();
    if (passed !== null) void this.#apply(this.#tickAt(nowMs, null, null, false, passed));
    return this.#apply({ kind: 'end', seq: this.#seq, nowMs, price: this.#lastPrice() }) ?? 'moved';
  }

  #lastPrice(): Price {
    const { vwap, columns, length } = this.#series;
    const price = vwap[length - 1]!;
    return price > 0 ? price : columns.close[length - 1]!;
  }

  /** Nothing happens on the rows `[from, to)`; they only widen the extremes of a position. */
  #pass(from: number, to: number): void {
    const series = this.#series;
    this.#row = series.dropped + to;
    if (this.state.kind === 'scheduled') return;
    const { high, low } = series.extremes(from, to);
    if (high > this.#passedHigh) this.#passedHigh = high;
    if (low < this.#passedLow) this.#passedLow = low;
  }

  #takePassed(): Extremes | null {
    if (this.#passedHigh === -Infinity) return null;
    const passed = { highestPrice: this.#passedHigh, lowestPrice: this.#passedLow };
    this.#passedHigh = -Infinity;
    this.#passedLow = Infinity;
    return passed;
  }

  /** Steps the machine and does what it wants; a promise only where the user's code gave one. */
  #apply(input: Input): Promise<void> | undefined {
    const { state, effects } = this.#step(this.state, input);
    this.state = state;
    if (effects.length > 0) this.#seq++;
    let pending: Promise<void> | undefined;
    for (let i = 0; i < effects.length; i++) {
      if (pending !== undefined) throw new InvariantError(`Effect ${effects[i]!.kind} follows one that is not done.`);
      pending = this.#perform(effects[i]!);
    }
    return pending;
  }

  #perform(effect: Effect): Promise<void> | undefined {
    switch (effect.kind) {
      case 'ask':
        return this.#ask();
      case 'admit':
        return this.#admit(effect);
      case 'release':
        this.#parts.admission.release(effect.plan);
        return undefined;
      case 'place':
        return this.#apply({ kind: 'fill', seq: this.#seq, nowMs: this.#parts.counts.nowMs, fill: paperFill(effect.order, this.#parts.rules.costs) });
      case 'withdraw':
        return undefined; // a paper order is filled the moment it is placed: there is never one to take back
      case 'emit':
        return this.#tell(effect.event);
    }
  }

  #ask(): Promise<void> | undefined {
    this.#parts.counts.asks++;
    const result = this.#parts.asker.ask(this.#parts.context);
    if (result === null || result === undefined) return undefined; // by far the commonest answer
    return result instanceof Promise ? result.then((late) => this.#answered(late)) : this.#answered(result);
  }

  #answered(result: AskResult): Promise<void> | undefined {
    const { context, counts } = this.#parts;
    if (result instanceof StrategyError) {
      counts.failedAsks++;
      this.outbox.push({ kind: 'failed', atMs: context.nowMs, error: result });
      return undefined;
    }
    // A signal that was still being thought about when the run was told to stop is no longer wanted.
    const signal: Signal | null = this.stopping ? null : (result ?? null);
    return signal === null ? undefined : this.#apply({ kind: 'signal', seq: this.#seq, nowMs: context.nowMs, signal, price: context.price });
  }

  #admit({ plan, at, atMs, price }: Extract<Effect, { kind: 'admit' }>): Promise<void> | undefined {
    const { nowMs } = this.#parts.counts;
    const verdict = this.#parts.admission.judge({ plan, at, price, nowMs });
    return verdict instanceof Promise
      ? verdict.then((late) => this.#admitted(late, plan, atMs, price, nowMs))
      : this.#admitted(verdict, plan, atMs, price, nowMs);
  }

  #admitted(verdict: Admitted, plan: Plan, atMs: TimestampMs, price: Price, nowMs: TimestampMs): Promise<void> | undefined {
    if (!verdict.allowed) return this.#apply({ kind: 'refused', seq: this.#seq, nowMs, plan, atMs, price, reason: verdict.reason });
    const before = this.state;
    const pending = this.stopping ? undefined : this.#apply({ kind: 'admitted', seq: this.#seq, nowMs, plan, atMs, price, quantity: verdict.quantity });
    // Told to stop while the rules were thinking: the slot goes back.
    if (this.state === before) this.#parts.admission.release(plan);
    return pending;
  }

  #tell(event: Extract<Effect, { kind: 'emit' }>['event']): undefined {
    const { counts, admission } = this.#parts;
    this.outbox.push(event);
    switch (event.kind) {
      case 'opened':
        counts.opened++;
        this.#row = this.#series.dropped + this.#series.closedBy(event.position.openedAtMs + this.#series.stepMs - 1);
        return undefined;
      case 'closed':
        counts.closed++;
        if (event.trade.truncated) counts.truncated++;
        admission.release(event.trade.plan);
        return this.#resume(event.knownAtMs);
      case 'scheduled':
        this.#row = this.#series.dropped + this.#series.closedBy(event.plan.createdAtMs + this.#series.stepMs - 1);
        return undefined;
      case 'cancelled':
        counts.cancelled++;
        return this.#resume(event.knownAtMs);
      case 'refused':
        counts.refused++;
        return undefined;
      default:
        return undefined;
    }
  }

  /** After an end the next frame looked at is the first one at or after it; none is skipped (decision 13). */
  #resume(knownAtMs: TimestampMs): undefined {
    this.#frameAtMs = this.#frameFrom(knownAtMs);
    return undefined;
  }

  #tellStill(nowMs: TimestampMs, price: Price): void {
    const event = stillEvent(this.state, nowMs, price);
    if (event !== null) this.outbox.push(event);
  }

  #tellProgress(nowMs: TimestampMs): void {
    const { fromMs, toMs, frameMs } = this.#parts;
    this.outbox.push({ kind: 'progress', atMs: nowMs, frames: Math.floor((nowMs - fromMs) / frameMs), totalFrames: Math.ceil((toMs - fromMs) / frameMs) });
  }
}
