import { alignDown } from '../market/interval.ts';
import type { CandleSeries } from '../market/series.ts';
import { askedAt } from '../machine/on-tick.ts';
import type { Cancelled, Closed, EngineState, Idle, Open, Scheduled } from '../signal/state.ts';
import type { DurationMs, Price, TimestampMs } from '../units.ts';
import type { Advance } from './advance.ts';
import type { RunEvent } from './event.ts';
import type { FrameList } from './frame-list.ts';
import type { HeldAnswer } from './held-answer.ts';
import { Holding } from './holding.ts';
import type { Pace } from './pace.ts';
import type { AskResult } from './ask.ts';
import { Stepper, type Done, type StepperParts } from './stepper.ts';
import type { Tape } from './tape.ts';

export interface EngineParts extends StepperParts {
  readonly tape: Tape;
  readonly fromMs: TimestampMs;
  readonly toMs: TimestampMs;
  readonly frameMs: DurationMs;
  /** Frames in place of every `frameMs`. */
  readonly frames: FrameList | undefined;
  /** Holds answers back until `answer` is called. */
  readonly held?: HeldAnswer | undefined;
  /** Which steps to take beyond those that can matter; may change while the run goes on. */
  readonly pace: Pace;
}

/**
 * One signal machine walking along a tape, one instant at a time. Everything is synchronous except what the user's own
 * code makes a promise of; then the promise is handed up, and `advance` is called again once it has settled.
 */
export class Engine {
  readonly #parts: EngineParts;
  readonly #stepper: Stepper;
  readonly #holding: Holding;
  readonly #series: CandleSeries;
  readonly #frames: FrameList | undefined;
  readonly #pace: Pace;
  #frameAtMs: TimestampMs;
  /** The last frame whose candles were asked for, where they come on demand. */
  #readForMs = -1;
  /** Asks are a whole number of frames apart: then the next one falls on a frame, without a division to find it. */
  readonly #asksOnFrames: boolean;
  #owesStill = false;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#stepper = new Stepper(parts);
    this.#holding = new Holding({ ...parts, stepper: this.#stepper });
    this.#series = parts.tape.series;
    this.#frames = parts.frames;
    this.#pace = parts.pace;
    this.#frameAtMs = this.#frameFrom(parts.fromMs);
    this.#asksOnFrames = parts.frames === undefined && parts.rules.askEveryMs % parts.frameMs === 0;
  }

  /** Events that nobody has taken yet. */
  get outbox(): RunEvent[] {
    return this.#stepper.outbox;
  }

  /** The machine itself. */
  get stepper(): Stepper {
    return this.#stepper;
  }

  get holding(): Holding {
    return this.#holding;
  }

  /** Frames before an instant are not looked at any more. */
  skipTo(frameMs: TimestampMs): void {
    if (frameMs > this.#frameAtMs) this.#frameAtMs = frameMs;
  }

  /** Whether a signal lives. */
  get living(): boolean {
    return isLiving(this.#stepper.state);
  }

  /** No new signal from here on: a waiting entry is given up, an open position lives to its end (decision 20). */
  stop(): void {
    if (this.#stepper.stopping) return;
    this.#stepper.stopping = true;
    const { nowMs, lastPrice } = this.#parts.counts;
    const vwap = this.#series.vwapAt(nowMs, this.#series.closedBy(nowMs));
    void this.#stepper.command('stop', nowMs, vwap > 0 ? vwap : lastPrice, null);
  }

  advance(): Advance {
    const { state, stopping } = this.#stepper;
    switch (state.kind) {
      case 'scheduled':
      case 'opened':
      case 'active':
        return this.#holding.advance(state);
      default:
        return stopping ? 'end' : this.#look(state);
    }
  }

  /** The instant of the next move, that candles must be read to know it, or that there is none. Moves nothing. */
  next(): TimestampMs | 'candles' | 'end' {
    const { state, stopping } = this.#stepper;
    if (isLiving(state)) return this.#holding.next(state);
    if (stopping) return 'end';
    const { tape, toMs } = this.#parts;
    const nowMs = this.#nextFrame(state);
    if (nowMs >= toMs) return tape.coversUntilMs >= toMs ? 'end' : 'candles';
    return tape.coversUntilMs <= nowMs ? 'candles' : nowMs;
  }

  /** Acts upon an answer that was held back. */
  answer(result: AskResult): Done {
    const done = this.#stepper.answer(result);
    return done === undefined ? this.#tellOwed() : done.then(() => this.#tellOwed());
  }

  /** Somebody intervenes at an instant: what lives is closed, or given up, at the VWAP of then. */
  command(command: 'stop' | 'close', nowMs: TimestampMs, reasonText: string | null): Done {
    const { counts } = this.#parts;
    counts.nowMs = nowMs;
    const closed = this.#series.closedBy(nowMs);
    this.#holding.passUntil(closed, nowMs);
    const vwap = this.#series.vwapAt(nowMs, closed);
    const price = vwap > 0 ? vwap : closed > 0 ? this.#series.columns.close[closed - 1]! : counts.lastPrice;
    return this.#stepper.command(command, nowMs, price, reasonText);
  }

  /** Up to `moves` advances, or until there is something to tell or to wait for. */
  walk(moves: number): Advance {
    const { outbox } = this.#stepper;
    for (let i = 0; i < moves; i++) {
      const advance = this.advance();
      if (advance !== 'moved' || outbox.length > 0) return advance;
    }
    return 'moved';
  }

  /** No signal lives: the next frame at which the strategy may be asked. */
  #look(state: Idle | Closed | Cancelled): Advance {
    const { tape, counts, toMs } = this.#parts;
    const nowMs = this.#nextFrame(state);
    if (nowMs >= toMs) return tape.coversUntilMs >= toMs || tape.onDemand ? 'end' : 'candles';
    // Read on until a candle beyond this frame is in, or none will come: see below.
    if (tape.onDemand ? !this.#wasRead(state, nowMs) : tape.coversUntilMs <= nowMs) return 'candles';
    counts.nowMs = nowMs;
    this.#frameAtMs = this.#frames === undefined ? nowMs + this.#parts.frameMs : this.#frames.from(nowMs + 1);
    // An entry made now would have no candle to live on.
    if (nowMs >= tape.endsAtMs) return this.#skip(nowMs);
    const closed = this.#series.closedBy(nowMs);
    const price = this.#series.vwapAt(nowMs, closed);
    if (!(price > 0)) return this.#skip(nowMs);
    counts.frames++;
    this.#parts.context.move(nowMs, price, closed);
    if (this.#pace.everyFrame) return this.#tickFrame(nowMs, price);
    // The very rule the step would apply, without the objects that carry it there and back: asks are the hot path.
    const asked = askedAt(state, nowMs, this.#parts.rules);
    return asked === null ? 'moved' : (this.#stepper.askNow(asked) ?? 'moved');
  }

  /** Whether the candles of a frame were asked for; else names them: those that its VWAP looks at. */
  #wasRead(state: Idle | Closed | Cancelled, nowMs: TimestampMs): boolean {
    if (this.#readForMs === nowMs) return true;
    this.#readForMs = nowMs;
    const { count, intervalMs: windowMs } = this.#series.vwapWindow;
    const toMs = alignDown(nowMs, windowMs);
    this.#parts.tape.want(toMs - count * windowMs, toMs, askedAt(state, nowMs, this.#parts.rules) === null ? null : nowMs);
    return false;
  }

  #nextFrame(state: Idle | Closed | Cancelled): TimestampMs {
    const { nextAskMs } = state;
    // After an end the first frame at or after it is looked at; none is skipped (decision 13).
    if (state.kind !== 'idle') this.#frameAtMs = Math.max(this.#frameAtMs, this.#frameFrom(state.endedAtMs));
    if (nextAskMs <= this.#frameAtMs || this.#pace.everyFrame) return this.#frameAtMs;
    return this.#asksOnFrames ? nextAskMs : this.#frameFrom(nextAskMs);
  }

  /** The first frame at or after an instant. */
  #frameFrom(atMs: TimestampMs): TimestampMs {
    if (this.#frames !== undefined) return this.#frames.from(atMs);
    const { fromMs, frameMs } = this.#parts;
    return atMs <= fromMs ? fromMs : fromMs + Math.ceil((atMs - fromMs) / frameMs) * frameMs;
  }

  #tickFrame(nowMs: TimestampMs, price: Price): Advance {
    if (this.#pace.progress) this.#tellProgress(nowMs);
    const pending = this.#stepper.tick(nowMs, null, price, null, true, null);
    if (pending !== undefined) return this.#pace.idle ? pending.then(() => this.#stepper.tellStill(nowMs, price)) : pending;
    if (!this.#pace.idle) return 'moved';
    if ((this.#parts.held?.answer ?? null) === null) this.#stepper.tellStill(nowMs, price);
    else this.#owesStill = true;
    return 'moved';
  }

  /** That nothing happened at a frame is known when its answer has been acted upon. */
  #tellOwed(): undefined {
    if (!this.#owesStill) return;
    this.#owesStill = false;
    const { nowMs, price } = this.#parts.context;
    this.#stepper.tellStill(nowMs, price);
  }

  /** A frame without a price: counted, and when the data are over the rest of the frames with it. */
  #skip(nowMs: TimestampMs): Advance {
    const { tape, counts, toMs } = this.#parts;
    if (this.#pace.progress) this.#tellProgress(nowMs);
    let frames = 1;
    if (nowMs >= tape.endsAtMs && this.#frameAtMs < toMs) {
      frames += this.#framesBefore(toMs) - this.#framesBefore(this.#frameAtMs);
      this.#frameAtMs = toMs;
    }
    if (counts.frames === 0) counts.warmUpFrames += frames;
    else counts.skippedFrames += frames;
    return 'moved';
  }

  /** How many frames lie before an instant. */
  #framesBefore(atMs: TimestampMs): number {
    const { fromMs, frameMs } = this.#parts;
    return this.#frames?.before(atMs) ?? Math.ceil((atMs - fromMs) / frameMs);
  }

  #tellProgress(nowMs: TimestampMs): void {
    this.outbox.push({ kind: 'progress', atMs: nowMs, frames: this.#framesBefore(nowMs), totalFrames: this.#framesBefore(this.#parts.toMs) });
  }
}

/** Whether a signal lives. */
export function isLiving(state: EngineState): state is Scheduled | Open {
  return state.kind === 'scheduled' || state.kind === 'opened' || state.kind === 'active';
}
