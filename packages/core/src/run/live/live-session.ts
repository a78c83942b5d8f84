import type { CandleSeries } from '../../market/series.ts';
import type { OrderRequest, Placement } from '../../ports/broker.ts';
import type { Plan } from '../../signal/signal.ts';
import type { TimestampMs } from '../../units.ts';
import type { Advance } from '../advance.ts';
import { AskContext } from '../ask.ts';
import { Engine } from '../engine.ts';
import { SeriesQuotes } from '../price-board.ts';
import { leaveToPresent, passOverEarlier } from './catch-up.ts';
import type { LiveTick, LiveTold } from './event.ts';
import { Intake } from './intake.ts';
import { Interrupt } from './interrupt.ts';
import { livingOf, planOf, type Living } from './living.ts';
import { BrokerError, Orders } from './orders.ts';
import { restIfOutrun } from './outrun.ts';
import { RiskWatch } from './risk-watch.ts';
import type { RunRecord } from './run-record.ts';
import type { LiveSessionParts } from './session-parts.ts';
import { Teller } from './teller.ts';

/** How long whoever ends waits for what is on its way to the store. */
const CLOSE_MS = 1_000;

/** One run while nobody else trades it: from what was kept, tick by tick. What is handed out is durable. */
export class LiveSession {
  readonly #parts: LiveSessionParts;
  readonly #engine: Engine;
  readonly #series: CandleSeries;
  readonly #intake: Intake;
  readonly #orders: Orders;
  readonly #teller: Teller;
  readonly #watch: RiskWatch;
  /** Takes its prices back. */
  readonly #unshow: (() => void) | undefined;
  /** This tick has something left to do. */
  #going = false;
  #ticks = 0;
  /** The account is to be looked at when this tick has nothing left to do. */
  #watchDue = false;
  /** The tick at which what lives was told to go. */
  #leftAtMs: TimestampMs = -Infinity;
  /** The tick that is on, or was the last. */
  #whenMs: TimestampMs;
  /** When somebody looked at the market last. */
  #lookedMs: TimestampMs | null;
  /** Nobody has looked for a while: under the VWAP the present alone decides. */
  #behind = false;
  /** An exit that the broker would not execute, and what it was decided by. */
  #turnedDown: { readonly error: BrokerError; readonly plan: Plan; readonly nextCandleMs: TimestampMs } | null = null;
  #stopWanted = false;
  #closed = false;

  constructor(parts: LiveSessionParts) {
    this.#parts = parts;
    const { rules, tape, asker, admission, counts, pace, history, looked, names, fromMs, ledger, runKey, record, clock, machineClock, graceMs, cancel, keeper, broker, makeSure, risk, lessons, killSwitch } = parts;
    this.#series = tape.series;
    this.#engine = new Engine({
      rules, tape, asker, admission, counts, pace, context: new AskContext(names.symbol, history), fromMs, toMs: Infinity, frameMs: rules.candleMs, frames: undefined,
      place: (order) => this.#place(order),
      outrun: (error, times) => restIfOutrun({ ledger, lessons, runKey, cancel, clock: machineClock }, error, times),
    });
    ledger?.attach(runKey, lessons);
    this.#unshow = ledger?.board.show(names, new SeriesQuotes(this.#series, looked));
    this.#watch = new RiskWatch({ risk, ledger, killSwitch, keeper, onFault: (error) => this.#teller.tell({ kind: 'failed', atMs: this.#whenMs, error }) });
    this.#intake = new Intake({ tape, history, clock, graceMs, cancel, unjudgedMs: () => (this.living === null ? null : this.#engine.holding.nextCandleMs(planOf(this.living))) });
    this.#teller = new Teller({ names, engine: this.#engine, admission, counts, keeper, ledger, risk, lessons, runKey });
    this.#orders = new Orders({ broker, writeDown: (order) => this.#writeDown(order), makeSure, halted: () => this.#watch.halted }, record?.order ?? null);
    this.#whenMs = fromMs;
    this.#lookedMs = record?.processedMs ?? null;
    if (record !== null) this.#restore(record);
  }

  /** Up to where a run before this one has gone; `null` when there was none. */
  get processedMs(): TimestampMs | null {
    return this.#parts.record?.processedMs ?? null;
  }

  /** The tick that is on, as it turned out. */
  get tick(): LiveTick | null {
    return this.#teller.tick;
  }

  /** The signal that lives, if one does. */
  get living(): Living | null {
    return livingOf(this.#engine.stepper.state);
  }

  /** No new signal from here on; a waiting entry is given up when no order of it is under way. */
  stop(): void {
    this.#stopWanted = true;
    this.#engine.stepper.stopping = true;
  }

  /** Begins a tick: takes in what has closed since the last one. */
  begin(tick: LiveTick): Promise<void> | undefined {
    const refreshed = this.#watch.refresh(this.living);
    return refreshed === undefined ? this.#takeIn(tick) : refreshed.then(() => this.#takeIn(tick));
  }

  #takeIn(tick: LiveTick): Promise<void> | undefined {
    // The first tick comes at once (decision 21).
    const late = this.#intake.take(tick, this.#ticks > 0);
    return late instanceof Promise ? late.then((isLate) => this.#start(tick, isLate)) : this.#start(tick, late);
  }

  /** What is to be told next; `null` when nothing is left to do; a promise when something must be waited for first. */
  take(): LiveTold | null | Promise<void> {
    for (;;) {
      const told = this.#teller.next();
      if (told !== undefined) return told;
      const advance = this.#advance();
      if (advance === null) return null;
      if (advance instanceof Promise) return advance.then(() => this.#settle());
      if (advance !== 'moved') this.#going = false;
      const flushed = this.#teller.flush();
      if (flushed !== undefined) return flushed;
    }
  }

  /** A tick is over; the rest of one that failed is left out. */
  endTick(): void {
    this.#going = false;
    this.#teller.tick = null;
  }

  /** Ends it where it stands: nothing more is decided or written. What is durable when it resolves can still be taken. */
  async close(): Promise<void> {
    const { asker, admission, ledger, runKey, tape } = this.#parts;
    this.#closed = true;
    asker.close();
    await this.#settled();
    admission.close();
    ledger?.detach(runKey);
    this.#unshow?.();
    await tape.close();
  }

  /** Nothing is on its way to the store any more, or the store takes too long to be waited for. */
  async #settled(): Promise<void> {
    const done = new Interrupt();
    const closed = this.#teller.close().finally(() => done.abort());
    await Promise.race([closed, this.#parts.machineClock.sleep(CLOSE_MS, done)]);
  }

  #restore({ state, seq, order, processedMs, nextCandleMs }: RunRecord): void {
    const { admission, counts } = this.#parts;
    const { stepper, holding } = this.#engine;
    stepper.restore(state, seq, order);
    counts.nowMs = processedMs;
    const { living } = this;
    if (living === null) return;
    holding.resume(planOf(living), nextCandleMs);
    if (living.kind !== 'scheduled') admission.hold(planOf(living), living.position.entry.quantity, living.position.openedAtMs);
    else if (order !== null) admission.hold(planOf(living), order.quantity, order.atMs);
  }

  #start(tick: LiveTick, late: boolean): undefined {
    const { tape, counts } = this.#parts;
    const { whenMs } = tick;
    this.#ticks++;
    this.#teller.tick = late === tick.late ? tick : { ...tick, late };
    for (const error of tape.takeFaults()) this.#teller.tell({ kind: 'failed', atMs: whenMs, error });
    for (const gap of tape.takeGaps()) {
      counts.gaps++;
      this.#teller.tell({ kind: 'gap', gap });
    }
    tape.showUntil(whenMs);
    this.#engine.skipTo(whenMs);
    const { length, columns, stepMs } = this.#series;
    if (length > 0) counts.lastPrice = columns.close[length - 1]!;
    if (this.living !== null) passOverEarlier(this.#engine, this.living);
    this.#behind = this.#lookedMs !== null && whenMs - this.#lookedMs > stepMs;
    this.#lookedMs = whenMs;
    this.#whenMs = whenMs;
    this.#going = true;
    this.#watchDue = true;
  }

  /** The next thing to do, `null` when there is none. */
  #advance(): Advance | null {
    const { stepper } = this.#engine;
    const { living } = this;
    if (this.#closed || this.#parts.cancel.aborted) return null;
    // What a stop has to do with an entry that waits it does whatever candles that has not been judged by yet.
    if (this.#stopWanted && living?.kind === 'scheduled' && living.orderId === null) return this.#command('stop', null);
    if (!this.#going) return this.#lookAround(living);
    if (stepper.order !== null) return stepper.placeAgain() ?? 'moved';
    if (!this.#behind) return this.#engine.walk(64);
    this.#behind = false;
    return living !== null && this.#parts.rules.trigger === 'vwap' ? leaveToPresent(this.#engine, this.#series, living, this.#whenMs) : 'moved';
  }

  /** A tick has nothing left to do, or there is none: what lives may have to go all the same. */
  #lookAround(living: Living | null): Advance | null {
    const why = living === null || this.#ticks === 0 || this.#whenMs <= this.#leftAtMs || this.#engine.stepper.order !== null ? null : this.#watch.whyLeave(living);
    if (why !== null) {
      // Once a tick: a broker may turn it down.
      this.#leftAtMs = this.#whenMs;
      return this.#command('close', why);
    }
    if (!this.#watchDue) return null;
    this.#watchDue = false;
    return this.#watch.look(living, this.#whenMs) ?? 'moved';
  }

  #command(command: 'stop' | 'close', reasonText: string | null): Advance {
    return this.#engine.command(command, Math.max(this.#parts.counts.nowMs, this.#whenMs), reasonText) ?? 'moved';
  }

  /** @returns `false` for an entry that was not written: trading was halted first */
  async #writeDown({ leg }: OrderRequest): Promise<boolean> {
    if (leg === 'exit') return this.#teller.write(false);
    const { admission, lessons } = this.#parts;
    const written = await this.#teller.write(true, () => this.#watch.halted !== null);
    // Others may judge while the order is on its way.
    if (written) admission.reserved();
    else lessons.dropReservation();
    return written;
  }

  async #place(order: OrderRequest): Promise<Placement> {
    const { broker } = this.#parts;
    const { living } = this;
    if (this.#closed || living === null) throw new BrokerError('The run has ended.');
    const plan = planOf(living);
    const nextCandleMs = this.#engine.holding.nextCandleMs(plan);
    const placement = await this.#orders.place(order);
    if (placement.kind === 'rejected' && order.leg === 'entry' && this.#teller.hasStoredSlot) this.#parts.lessons.add({ kind: 'released' });
    if (placement.kind === 'rejected' && order.leg === 'exit') {
      this.#turnedDown = { plan, nextCandleMs, error: new BrokerError(`${broker.name} turned down exit order ${order.id}: ${placement.reason}. It is decided anew at the next tick.`, { code: 'broker/rejected' }) };
    }
    return placement;
  }

  #settle(): Promise<void> | undefined {
    if (this.#turnedDown !== null) {
      const { plan, nextCandleMs, error } = this.#turnedDown;
      this.#turnedDown = null;
      // What wanted the position closed still does, also after a restart; but not within the same tick, again and again.
      this.#engine.holding.resume(plan, nextCandleMs);
      this.#going = false;
      this.#teller.tell({ kind: 'failed', atMs: this.#whenMs, error });
    }
    return this.#teller.flush();
  }
}
