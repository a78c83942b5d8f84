import type { CancelSignal } from '../ports/cancel-signal.ts';
import type { TimestampMs } from '../units.ts';
import type { Admission } from './admission.ts';
import type { Asker } from './ask.ts';
import { MAX_STRIDE, type Breath } from './breath.ts';
import type { RunCounts } from './counts.ts';
import type { Engine } from './engine.ts';
import type { RunEvent } from './event.ts';
import type { Past } from './history.ts';
import type { QuietKind } from './options.ts';
import type { Pace } from './pace.ts';
import { Reel } from './reel.ts';
import type { Tape } from './tape.ts';

export interface BacktestRunParts {
  readonly engine: Engine;
  readonly pace: Pace;
  readonly tape: Tape;
  readonly history: Past;
  readonly asker: Asker;
  readonly admission: Admission;
  readonly counts: RunCounts;
  readonly fromMs: TimestampMs;
  readonly toMs: TimestampMs;
  readonly cancel: CancelSignal | undefined;
  readonly breath: Breath | undefined;
}

type Result = IteratorResult<RunEvent, undefined>;
/** What a stretch of the run came to: a result, something to wait for, or the end. */
type Stretch = Result | Promise<void> | 'end';

/**
 * A backtest as an async generator. Written out by hand because an event then costs one promise instead of three; the
 * contract is the language's: calls are answered in order, `break`, `return` and `throw` release everything.
 */
export class BacktestRun implements AsyncIterableIterator<RunEvent, undefined, void> {
  readonly #parts: BacktestRunParts;
  readonly #reel: Reel;
  /** The call being answered, when it has to wait; later calls queue behind it. */
  #busy: Promise<unknown> | undefined;
  #sent = 0;
  #over = false;
  #cancelled = false;
  /** Gone through to the end, not left, cancelled or failed. */
  #finished = false;
  #breathedAtMs: TimestampMs;
  #release: (() => void) | undefined;
  /** A page is being waited for, and then that it was given up: nothing that is open needs it. */
  #reading = false;
  #abandoned = false;
  /** Ends the wait that is on. */
  #wake: (() => void) | undefined;

  constructor(parts: BacktestRunParts) {
    this.#parts = parts;
    this.#breathedAtMs = parts.fromMs;
    this.#reel = new Reel({ ...parts, outbox: parts.engine.outbox });
    const { cancel } = parts;
    if (cancel === undefined) return;
    const onAbort = (): void => this.#wake?.();
    cancel.addEventListener('abort', onAbort);
    this.#release = () => cancel.removeEventListener('abort', onAbort);
  }

  /** What the run has gone through so far. Live: read it at any time, change nothing. */
  get counts(): Readonly<RunCounts> {
    return this.#parts.counts;
  }

  /** Share of the range that has been gone through, 0 to 1. */
  get progressFrac(): number {
    const { fromMs, toMs, counts } = this.#parts;
    return this.#finished ? 1 : Math.min(1, Math.max(0, (counts.nowMs - fromMs) / (toMs - fromMs)));
  }

  /** Whether the run was cut short by its cancel signal. */
  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** No new signal from here on; what is open lives to its end (decision 20). */
  stop(): void {
    const { engine } = this.#parts;
    engine.stop();
    // With nothing open no candle is needed any more, and the source that is asked for some may take its time.
    if (!this.#reading || engine.living) return;
    this.#abandoned = true;
    this.#wake?.();
  }

  /** The quiet events wanted from here on. */
  want(kinds: readonly QuietKind[]): void {
    this.#parts.pace.want(kinds);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Result> {
    if (this.#busy !== undefined) return this.#queue(() => this.#goOn(Promise.resolve()));
    try {
      const stretch = this.#drive();
      return stretch === 'end' || stretch instanceof Promise ? this.#queue(() => this.#goOn(stretch)) : Promise.resolve(stretch);
    } catch (error) {
      return this.#queue(() => this.#fail(error));
    }
  }

  return(): Promise<Result> {
    return this.#queue(() => this.#end());
  }

  throw(error?: unknown): Promise<Result> {
    return this.#queue(() => this.#fail(error));
  }

  #queue(call: () => Promise<Result>): Promise<Result> {
    const answer = this.#busy === undefined ? call() : this.#busy.then(call, call);
    this.#busy = answer;
    const free = (): void => {
      if (this.#busy === answer) this.#busy = undefined;
    };
    answer.then(free, free);
    return answer;
  }

  /** Goes on until there is something to hand out or to wait for. */
  #drive(): Stretch {
    const { engine, counts, cancel, breath } = this.#parts;
    for (;;) {
      if (this.#over) return { value: undefined, done: true };
      const event = this.#nextEvent();
      if (event !== undefined) return { value: event, done: false };
      if (cancel?.aborted === true) {
        this.#cancelled = true;
        return 'end';
      }
      const passed = (counts.nowMs - this.#breathedAtMs) / 60_000;
      this.#breathedAtMs = counts.nowMs;
      if (breath?.due(passed) === true) return breath.take();
      const advance = engine.walk(breath?.stride ?? MAX_STRIDE);
      if (advance === 'moved') continue;
      this.#finished = advance === 'end';
      return advance === 'candles' ? this.#readOn() : advance;
    }
  }

  #nextEvent(): RunEvent | undefined {
    const { outbox } = this.#parts.engine;
    if (this.#sent < outbox.length) return outbox[this.#sent++];
    if (this.#sent > 0) {
      outbox.length = 0;
      this.#sent = 0;
    }
    return undefined;
  }

  /** A loop, for a run may wait a million times between two events: promises within promises would all be kept. */
  async #goOn(first: Promise<void> | 'end'): Promise<Result> {
    try {
      let stretch: Stretch = first;
      while (stretch instanceof Promise) {
        await this.#unlessWoken(stretch);
        stretch = this.#drive();
      }
      return stretch === 'end' ? await this.#end() : stretch;
    } catch (error) {
      return this.#fail(error);
    }
  }

  /** What is waited for may never come: being cancelled ends the wait all the same, and so does a stop that needs no more candles. */
  #unlessWoken(wait: Promise<void>): Promise<void> {
    const { cancel } = this.#parts;
    if (cancel === undefined && !this.#reading) return wait;
    return new Promise((resolve, reject) => {
      this.#wake = resolve;
      wait.then(resolve, reject);
      if (cancel?.aborted === true) resolve();
    });
  }

  #readOn(): Promise<void> {
    this.#reading = true;
    return this.#reel.readOn().finally(() => (this.#reading = false));
  }

  async #end(): Promise<Result> {
    if (!this.#over) {
      this.#over = true;
      this.#parts.asker.close();
      this.#parts.admission.close();
      this.#release?.();
      await this.#parts.tape.close(this.#cancelled || this.#abandoned);
    }
    return { value: undefined, done: true };
  }

  async #fail(error: unknown): Promise<never> {
    await this.#end().catch(() => undefined); // the first failure is the one to tell
    throw error;
  }
}
