import { StoreError } from '../../error.ts';
import type { TimestampMs } from '../../units.ts';
import type { RunCounts } from '../counts.ts';
import type { QuietKind } from '../options.ts';
import { Aside } from './aside.ts';
import { Cadence } from './cadence.ts';
import type { LiveTick, LiveTold } from './event.ts';
import { Interrupt, whenAborted } from './interrupt.ts';
import type { LiveDesk } from './live-desk.ts';
import type { LiveSession } from './live-session.ts';
import { phaseOf } from './living.ts';
import { isPassing, passGivenUp } from './passing.ts';
import { GaveUpError, Patience } from './patience.ts';
import { makeSure, makeSureToSend, Tenure } from './tenure.ts';

/** A live run as an async generator: ends when it was stopped and nothing lives, or when it is cancelled. */
export class LiveRun implements AsyncIterableIterator<LiveTold, undefined, void> {
  readonly #desk: LiveDesk;
  readonly #told: AsyncGenerator<LiveTold, undefined, void>;
  readonly #aside = new Aside();
  readonly #patience: Patience;
  #session: LiveSession | undefined;
  #stopped = false;
  #cancelled = false;
  /** Ends the rest that is on. */
  #rest = new Interrupt();
  /** Something came up since it was last looked what there is to do: then there is no rest. */
  #woken = false;

  constructor(desk: LiveDesk) {
    const { clock, machineClock, cancel } = desk;
    this.#desk = desk;
    this.#patience = new Patience({
      cancel, clock: machineClock,
      onPause: (error) => this.#aside.note({ kind: 'paused', atMs: clock.nowMs(), error }),
      onResume: (pausedMs) => this.#aside.note({ kind: 'resumed', atMs: clock.nowMs(), pausedMs }),
    });
    this.#told = this.#run();
  }

  /** What the run has gone through so far. Live: read it at any time, change nothing. */
  get counts(): Readonly<RunCounts> {
    return this.#desk.counts;
  }

  /** Whether it was cut short by its cancel signal; then what was open stays stored. */
  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** No new signal from here on; a waiting entry is given up, an open position lives to its end (decision 20). */
  stop(): void {
    this.#stopped = true;
    this.#session?.stop();
    this.#wake();
  }

  /** The quiet events wanted from here on. */
  want(kinds: readonly QuietKind[]): void {
    this.#desk.pace.want(kinds);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<LiveTold, undefined>> {
    return this.#told.next();
  }

  /** Leaves it where it stands, as a cancelled run is left. */
  return(): Promise<IteratorResult<LiveTold, undefined>> {
    this.#cancel();
    return this.#told.return(undefined);
  }

  throw(error?: unknown): Promise<IteratorResult<LiveTold, undefined>> {
    return this.return().then(() => Promise.reject(error));
  }

  async *#run(): AsyncGenerator<LiveTold, undefined, void> {
    const { cancel, given } = this.#desk;
    const release = whenAborted(given, () => this.#cancel());
    try {
      for (let lost = false; !cancel.aborted; lost = true) {
        const tenure = yield* this.#takeOffice(lost);
        if (tenure === 'left' || (yield* this.#trade(tenure))) break;
      }
      yield* this.#aside.take();
      this.#cancelled = given?.aborted === true;
      return undefined;
    } finally {
      release();
    }
  }

  /** Waits until nobody else trades this run. */
  async *#takeOffice(lost: boolean): AsyncGenerator<LiveTold, Tenure | null | 'left', void> {
    const { tenureParts: parts, cancel, clock } = this.#desk;
    if (parts === null) return null;
    const standby = (): LiveTold => ({ event: { kind: 'standby', atMs: clock.nowMs(), lost }, tick: null });
    if (lost) yield standby();
    for (let told = lost; !cancel.aborted; told = true) {
      const attempt = this.#patience.until(() => Tenure.begin(parts)).catch(passGivenUp);
      let tenure: Tenure | null | undefined;
      try {
        tenure = yield* this.#aside.await(attempt, cancel);
      } finally {
        // What comes of it when nobody waits any more is given back.
        if (tenure === undefined) void attempt.then((late) => late?.end(), () => undefined);
      }
      if (tenure !== undefined && tenure !== null) return tenure;
      if (!told && !cancel.aborted) yield standby();
      if (this.#stopped) break;
      await Tenure.rest(parts, this.#fresh());
    }
    return 'left';
  }

  /** Trades from what was kept until the run ends (`true`) or its lease is lost (`false`). */
  async *#trade(tenure: Tenure | null): AsyncGenerator<LiveTold, boolean, void> {
    const desk = this.#desk;
    let session: LiveSession | undefined;
    const calm = desk.onAlarm(() => this.#wake());
    try {
      tenure?.onLost(() => this.#rest.abort());
      const record = yield* this.#aside.await(desk.load(tenure?.token, this.#patience), desk.cancel);
      if (record === undefined) return true;
      session = desk.open(record, () => makeSureToSend(tenure, this.#patience));
      this.#session = session;
      if (this.#stopped) session.stop();
      if (session.living !== null) yield { event: { kind: 'restored', atMs: desk.clock.nowMs(), state: session.living }, tick: null };
      const ended = yield* this.#tickOn(session, tenure, session.processedMs);
      await session.close();
      // What was on its way to the store when the run was cancelled, and has arrived.
      yield* this.#drain(session);
      return ended;
    } catch (error) {
      if (tenure !== null && error instanceof StoreError && error.code === 'store/fenced') return false;
      if (error instanceof GaveUpError) return true;
      throw error;
    } finally {
      calm();
      this.#session = undefined;
      await session?.close();
      await tenure?.end();
    }
  }

  async *#tickOn(session: LiveSession, tenure: Tenure | null, processedMs: TimestampMs | null): AsyncGenerator<LiveTold, boolean, void> {
    const { clock, cancel, tickMs } = this.#desk;
    const cadence = new Cadence(clock, tickMs, processedMs);
    for (let first = true; ; ) {
      this.#woken = false;
      yield* this.#between(session);
      if (cancel.aborted || (this.#stopped && session.living === null)) return true;
      if (tenure?.lost === true) return false;
      const beat = yield* this.#aside.await(cadence.next(this.#fresh(), () => makeSure(tenure, this.#patience)), cancel);
      if (beat === undefined || beat.kind === 'interrupted') continue;
      if (beat.kind === 'jumped') {
        const { jumpedMs, resumesAtMs } = beat;
        yield { event: { kind: 'clock', atMs: clock.nowMs(), jumpedMs, resumesAtMs }, tick: null };
        continue;
      }
      const { whenMs, delayedMs, missed } = beat;
      yield* this.#tick(session, { whenMs, late: false, delayedMs, missed: first ? 0 : missed, recoveredAfterMs: first && processedMs !== null ? Math.max(0, whenMs - processedMs) : null });
      first = false;
    }
  }

  async *#tick(session: LiveSession, tick: LiveTick): AsyncGenerator<LiveTold, void, void> {
    const { cancel } = this.#desk;
    let begunTick = tick;
    try {
      const begun = session.begin(tick);
      if (begun !== undefined) yield* this.#aside.await(begun, cancel);
      begunTick = session.tick ?? tick; // now it is known whether its candle is late
      yield* this.#drain(session);
      session.endTick();
    } catch (error) {
      yield* this.#passOver(error, session, tick.whenMs, begunTick);
    }
    if (!cancel.aborted) yield { event: { kind: 'ticked', atMs: tick.whenMs, state: phaseOf(session.living) }, tick: begunTick };
  }

  /** The rest of a tick that failed is left out; what it has come to is told. @throws what no next tick can mend */
  async *#passOver(error: unknown, session: LiveSession, atMs: TimestampMs, tick: LiveTick | null): AsyncGenerator<LiveTold, void, void> {
    if (!isPassing(error)) throw error;
    session.endTick();
    const further: unknown[] = [];
    try {
      yield* this.#drain(session);
    } catch (next) {
      further.push(next);
    }
    yield { event: { kind: 'failed', atMs, error }, tick };
    if (further.length > 0) yield* this.#passOver(further[0], session, atMs, tick);
  }

  /** What is done between two ticks. */
  async *#between(session: LiveSession): AsyncGenerator<LiveTold, void, void> {
    try {
      yield* this.#drain(session);
    } catch (error) {
      yield* this.#passOver(error, session, this.#desk.clock.nowMs(), null);
    }
  }

  /** Everything there is to tell until nothing is left to do, or to wait for. */
  async *#drain(session: LiveSession): AsyncGenerator<LiveTold, void, void> {
    const { cancel } = this.#desk;
    for (;;) {
      yield* this.#aside.take();
      const told = session.take();
      if (told === null) return;
      if (!(told instanceof Promise)) yield told;
      else {
        yield* this.#aside.await(told, cancel);
        if (cancel.aborted) return;
      }
    }
  }

  /** A rest that stop, shutdown and the loss of the lease can end. */
  #fresh(): Interrupt {
    this.#rest = new Interrupt();
    if (this.#desk.cancel.aborted || this.#woken) this.#rest.abort();
    this.#woken = false;
    return this.#rest;
  }

  #wake(): void {
    this.#woken = true;
    this.#rest.abort();
  }

  #cancel(): void {
    this.#desk.cancel.abort();
    this.#rest.abort();
  }
}
