import { SourceError, StoreError, type EngineError } from '../../error.ts';
import { CandleError } from '../../market/fault.ts';
import type { TimestampMs } from '../../units.ts';
import type { RunCounts } from '../counts.ts';
import type { QuietKind } from '../options.ts';
import { Cadence } from './cadence.ts';
import type { LiveEvent, LiveTick, LiveTold } from './event.ts';
import { Interrupt } from './interrupt.ts';
import { GaveUpError } from './keeper.ts';
import { BrokerError, type LiveSession } from './live-session.ts';
import type { LiveDesk } from './live-desk.ts';
import type { RunRecord } from './run-record.ts';
import { Tenure } from './tenure.ts';

/** A live run as an async generator: ends when it was stopped and nothing lives, or when it is cancelled. */
export class LiveRun implements AsyncIterableIterator<LiveTold, undefined, void> {
  readonly #desk: LiveDesk;
  readonly #told: AsyncGenerator<LiveTold, undefined, void>;
  #session: LiveSession | undefined;
  #stopped = false;
  #cancelled = false;
  /** Ends the rest that is on. */
  #rest = new Interrupt();
  /** Events that come of themselves, not of an advance. */
  readonly #aside: LiveEvent[] = [];
  #wake: (() => void) | undefined;

  constructor(desk: LiveDesk) {
    this.#desk = desk;
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
    this.#rest.abort();
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
    this.#desk.cancel.abort();
    this.#rest.abort();
    return this.#told.return(undefined);
  }

  throw(error?: unknown): Promise<IteratorResult<LiveTold, undefined>> {
    return this.return().then(() => Promise.reject(error));
  }

  async *#run(): AsyncGenerator<LiveTold, undefined, void> {
    const release = this.#followCancel();
    try {
      while (!this.#desk.cancel.aborted) {
        const tenure = yield* this.#takeOffice();
        if (tenure === 'left') break;
        const ended = yield* this.#trade(tenure);
        if (ended) break;
        yield this.#say({ kind: 'standby', atMs: this.#desk.clock.nowMs(), lost: true });
      }
      yield* this.#takeAside();
      this.#cancelled = this.#desk.cancel.aborted;
      return undefined;
    } finally {
      release();
    }
  }

  /** Waits until nobody else trades this run. */
  async *#takeOffice(): AsyncGenerator<LiveTold, Tenure | null | 'left', void> {
    const parts = this.#desk.tenureParts;
    if (parts === null) return null;
    for (let waiting = false; ; waiting = true) {
      const tenure = await Tenure.begin(parts);
      if (tenure !== null) return tenure;
      if (!waiting) yield this.#say({ kind: 'standby', atMs: parts.clock.nowMs(), lost: false });
      await Tenure.rest(parts, this.#fresh());
      if (this.#stopped || this.#desk.cancel.aborted) return 'left';
    }
  }

  /** Trades from what was kept until the run ends (`true`) or its lease is lost (`false`). */
  async *#trade(tenure: Tenure | null): AsyncGenerator<LiveTold, boolean, void> {
    const desk = this.#desk;
    let session: LiveSession | undefined;
    try {
      tenure?.onLost(() => this.#rest.abort());
      let record: RunRecord | null = null;
      yield* this.#await(desk.load(tenure?.token, (event) => this.#note(event)).then((loaded) => void (record = loaded)));
      session = desk.open(record);
      this.#session = session;
      if (this.#stopped) session.stop();
      if (session.living !== null) yield this.#say({ kind: 'restored', atMs: desk.clock.nowMs(), state: session.living, warnings: [] });
      return yield* this.#tickOn(session, tenure, session.processedMs);
    } catch (error) {
      if (tenure !== null && error instanceof StoreError && error.code === 'store/fenced') return false;
      if (error instanceof GaveUpError) return true;
      throw error;
    } finally {
      this.#session = undefined;
      await session?.close();
      await tenure?.end();
    }
  }

  async *#tickOn(session: LiveSession, tenure: Tenure | null, processedMs: TimestampMs | null): AsyncGenerator<LiveTold, boolean, void> {
    const { clock, cancel, tickMs } = this.#desk;
    const cadence = new Cadence(clock, tickMs, processedMs);
    for (let first = true; ; ) {
      await session.settleStop();
      yield* this.#drain(session);
      if (this.#stopped && session.living === null) return true;
      const beat = await cadence.next(this.#fresh());
      if (cancel.aborted) return true;
      if (tenure?.lost === true) return false;
      if (beat.kind === 'interrupted') continue;
      if (beat.kind === 'jumped') {
        yield this.#say({ kind: 'clock', atMs: clock.nowMs(), jumpedMs: beat.jumpedMs });
        continue;
      }
      const { whenMs, delayedMs, missed } = beat;
      const tick = { whenMs, late: false, delayedMs, missed: first ? 0 : missed, recoveredAfterMs: first && processedMs !== null ? whenMs - processedMs : null };
      first = false;
      yield* this.#tick(session, tick);
      if (cancel.aborted) return true;
    }
  }

  async *#tick(session: LiveSession, tick: LiveTick): AsyncGenerator<LiveTold, void, void> {
    const { whenMs } = tick;
    try {
      yield* this.#await(session.begin(tick));
      yield* this.#drain(session);
    } catch (error) {
      if (!isPassing(error)) throw error;
      session.abandonTick();
      yield* this.#drain(session);
      yield { event: { kind: 'failed', atMs: whenMs, error }, tick };
    }
    const { living } = session;
    if (!this.#desk.cancel.aborted) yield { event: { kind: 'ticked', atMs: whenMs, state: living === null ? 'idle' : living.kind === 'scheduled' ? 'scheduled' : 'active' }, tick };
  }

  /** Everything there is to tell until the tick is over. */
  async *#drain(session: LiveSession): AsyncGenerator<LiveTold, void, void> {
    for (;;) {
      if (this.#aside.length > 0) yield* this.#takeAside();
      if (this.#desk.cancel.aborted) return;
      const told = session.take();
      if (told === null) return;
      if (told instanceof Promise) yield* this.#await(told);
      else yield told;
    }
  }

  *#takeAside(): Generator<LiveTold, void, void> {
    for (const event of this.#aside.splice(0)) yield this.#say(event);
  }

  #say(event: LiveEvent): LiveTold {
    return { event, tick: null };
  }

  /** A rest that stop, shutdown and the loss of the lease can end. */
  #fresh(): Interrupt {
    this.#rest = new Interrupt();
    if (this.#desk.cancel.aborted) this.#rest.abort();
    return this.#rest;
  }

  /** Waits, and meanwhile tells what comes up of itself. Being cancelled ends a wait that may never end otherwise. */
  async *#await(work: Promise<void> | undefined): AsyncGenerator<LiveTold, void, void> {
    if (work === undefined) return;
    const { cancel } = this.#desk;
    let done = false;
    const settled = work.finally(() => (done = true));
    settled.catch(() => undefined); // whoever is cancelled waits no more
    while (!done && !cancel.aborted) {
      await new Promise<void>((resolve, reject) => {
        this.#wake = resolve;
        cancel.addEventListener('abort', resolve);
        settled.then(resolve, reject).finally(() => cancel.removeEventListener('abort', resolve));
        if (cancel.aborted || this.#aside.length > 0) resolve();
      });
      yield* this.#takeAside();
    }
    if (done) await settled;
  }

  #note(event: LiveEvent): void {
    this.#aside.push(event);
    this.#wake?.();
  }

  #followCancel(): () => void {
    const { given, cancel } = this.#desk;
    const onAbort = (): void => {
      cancel.abort();
      this.#rest.abort();
    };
    if (given?.aborted === true) onAbort();
    given?.addEventListener('abort', onAbort);
    return () => given?.removeEventListener('abort', onAbort);
  }
}

/** What may be gone at the next tick. Everything else ends the run, and what was committed stays. */
function isPassing(error: unknown): error is EngineError {
  return error instanceof SourceError || error instanceof CandleError || error instanceof BrokerError;
}
