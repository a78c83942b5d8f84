import { EngineError, StoreConflictError } from '../../error.ts';
import type { CandleSeries } from '../../market/series.ts';
import type { Rules } from '../../machine/rules.ts';
import type { Broker, OrderRequest, Placement } from '../../ports/broker.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TradeEvent } from '../../signal/event.ts';
import type { EngineState, Open, Scheduled } from '../../signal/state.ts';
import { textOfThrown } from '../../thrown.ts';
import type { DurationMs, TimestampMs } from '../../units.ts';
import type { Admission } from '../admission.ts';
import type { Advance } from '../advance.ts';
import { AskContext, type Asker } from '../ask.ts';
import type { RunCounts } from '../counts.ts';
import { Engine } from '../engine.ts';
import type { Past } from '../history.ts';
import type { Pace } from '../pace.ts';
import type { LiveEvent, LiveTick, LiveTold } from './event.ts';
import type { Interrupt } from './interrupt.ts';
import { journalled } from './journal.ts';
import type { Keeper } from './keeper.ts';
import type { LiveTape } from './live-tape.ts';
import type { RiskLedger } from './risk-ledger.ts';
import { recordOf, type RunNames, type RunRecord } from './run-record.ts';

export interface LiveSessionParts {
  readonly names: RunNames;
  readonly runKey: string;
  readonly rules: Rules;
  readonly tape: LiveTape;
  readonly history: Past;
  readonly asker: Asker;
  readonly admission: Admission;
  readonly counts: RunCounts;
  readonly pace: Pace;
  readonly clock: Clock;
  readonly broker: Broker;
  readonly keeper: Keeper;
  readonly ledger: RiskLedger | null;
  readonly graceMs: DurationMs;
  readonly cancel: Interrupt;
  /** What was kept before a restart. */
  readonly record: RunRecord | null;
  /** The first tick. */
  readonly fromMs: TimestampMs;
}

/** How often a candle that is not there yet is asked for again. */
const POLL_MS = 250;

/** Whoever executes orders could not. The order is placed again, under the same id, at the next tick. */
export class BrokerError extends EngineError {
  readonly code = 'broker/failed';
  readonly retryable = true;
}

/** One run while nobody else trades it: from what was kept, tick by tick. What is handed out is durable. */
export class LiveSession {
  readonly #parts: LiveSessionParts;
  readonly #engine: Engine;
  readonly #series: CandleSeries;
  readonly #told: LiveTold[] = [];
  #tick: LiveTick | null = null;
  /** This tick has something left to do. */
  #going = false;
  /** Candles were missed under the VWAP: the newest one alone decides. */
  #behind = false;
  #askedBefore: number;
  /** Id of the plan whose slot is stored. */
  #slotStored: string | null;
  #stopWanted = false;
  /** The order that was written down, and may have been sent. */
  #sentId: string | null = null;
  #closed = false;
  #committing: Promise<void> | undefined;

  constructor(parts: LiveSessionParts) {
    this.#parts = parts;
    const { rules, tape, asker, admission, counts, pace, history, names, fromMs, ledger, runKey, record } = parts;
    this.#series = tape.series;
    this.#engine = new Engine({
      rules, tape, asker, admission, counts, pace, context: new AskContext(names.symbol, history), fromMs, toMs: Infinity, frameMs: rules.candleMs, frames: undefined,
      place: (order) => this.#place(order),
      outrun: (error) => ledger !== null && error instanceof StoreConflictError && error.key === ledger.key,
    });
    ledger?.attach(runKey);
    this.#slotStored = ledger?.heldBy(runKey)?.plan.id ?? null;
    this.#askedBefore = counts.asks;
    if (record !== null) this.#restore(record);
  }

  get state(): EngineState {
    return this.#engine.stepper.state;
  }

  /** Up to where a run before this one has gone; `null` when there was none. */
  get processedMs(): TimestampMs | null {
    return this.#parts.record?.processedMs ?? null;
  }

  /** The signal that lives, if one does. */
  get living(): Scheduled | Open | null {
    const { state } = this;
    return state.kind === 'scheduled' || state.kind === 'opened' || state.kind === 'active' ? state : null;
  }

  /** No new signal from here on; a waiting entry is given up when no order of it is under way. */
  stop(): void {
    this.#stopWanted = true;
    this.#engine.stepper.stopping = true;
  }

  /** Begins a tick: takes in what has closed since the last one. Waits for the newest candle as long as the grace lasts. */
  begin(tick: LiveTick): Promise<void> | undefined {
    const { tape } = this.#parts;
    const fetched = this.#fetch(tick.whenMs);
    if (fetched === undefined && (tape.has(tick.whenMs) || this.#parts.graceMs === 0)) return this.#start(tick, !tape.has(tick.whenMs));
    return this.#patiently(tick, fetched);
  }

  /** What is to be told next; `null` when the tick is over; a promise when something must be waited for first. */
  take(): LiveTold | null | Promise<void> {
    const told = this.#told.shift();
    if (told !== undefined) return told;
    if (!this.#going) return null;
    const advance = this.#advance();
    if (advance instanceof Promise) return advance.then(() => this.#flush());
    if (advance !== 'moved') this.#going = false;
    return this.#flush() ?? this.take();
  }

  /** Between two ticks: what a stop has left to do. */
  settleStop(): Promise<void> | undefined {
    const { counts } = this.#parts;
    const { living } = this;
    if (!this.#stopWanted || living?.kind !== 'scheduled' || living.orderId !== null) return undefined;
    const vwap = this.#series.vwapAt(counts.nowMs, this.#series.closedBy(counts.nowMs));
    void this.#engine.stepper.command('stop', counts.nowMs, vwap > 0 ? vwap : living.plan.entryPrice, null);
    return this.#flush();
  }

  /** The rest of a tick that failed is left out. */
  abandonTick(): void {
    this.#going = false;
  }

  /** Ends it where it stands: nothing more is decided or written. Resolves when nothing is on its way to the store. */
  async close(): Promise<void> {
    const { asker, admission, ledger, runKey, tape } = this.#parts;
    this.#closed = true;
    this.#going = false;
    asker.close();
    await this.#committing?.catch(() => undefined);
    admission.close();
    ledger?.detach(runKey);
    await tape.close();
  }

  #restore({ state, seq, order, processedMs, nextCandleMs }: RunRecord): void {
    const { stepper, holding } = this.#engine;
    stepper.restore(state, seq, order);
    this.#sentId = order?.id ?? null;
    this.#parts.counts.nowMs = processedMs;
    const { living } = this;
    if (living === null) return;
    const plan = living.kind === 'scheduled' ? living.plan : living.position.plan;
    holding.resume(plan, nextCandleMs);
    if (living.kind !== 'scheduled') this.#parts.admission.hold(plan, living.position.openedAtMs);
    else if (order !== null) this.#parts.admission.hold(plan, order.atMs);
  }

  #fetch(whenMs: TimestampMs): Promise<void> | undefined {
    const { history, tape } = this.#parts;
    if (tape.has(whenMs)) return undefined;
    // Rows move only when candles come in, so this is the moment to let go of old ones.
    history.catchUp();
    this.#series.release(this.#series.dropped + this.#series.length - history.keepRows);
    return tape.fetch(whenMs);
  }

  async #patiently(tick: LiveTick, fetched: Promise<void> | undefined): Promise<void> {
    const { tape, clock, graceMs, cancel } = this.#parts;
    await fetched;
    const untilMs = clock.elapsedMs() + Math.max(0, graceMs - tick.delayedMs);
    // The first tick comes at once (decision 21).
    while (this.#tick !== null && !tape.has(tick.whenMs) && !cancel.aborted) {
      const leftMs = untilMs - clock.elapsedMs();
      if (leftMs <= 0) break;
      await clock.sleep(Math.min(POLL_MS, leftMs), cancel);
      if (!cancel.aborted) await this.#fetch(tick.whenMs);
    }
    this.#start(tick, !tape.has(tick.whenMs));
  }

  #start(tick: LiveTick, late: boolean): undefined {
    const { tape, counts } = this.#parts;
    this.#tick = late === tick.late ? tick : { ...tick, late };
    for (const gap of tape.takeGaps()) {
      counts.gaps++;
      this.#tell({ kind: 'gap', gap });
    }
    tape.showUntil(tick.whenMs);
    this.#engine.skipTo(tick.whenMs);
    const { length } = this.#series;
    if (length > 0) counts.lastPrice = this.#series.columns.close[length - 1]!;
    this.#behind = tick.missed > 0 || (tick.recoveredAfterMs ?? 0) > this.#series.stepMs;
    this.#going = true;
  }

  #advance(): Advance {
    const { stepper, holding } = this.#engine;
    if (stepper.order !== null) return stepper.placeAgain() ?? 'moved';
    const { living } = this;
    if (this.#behind && this.#parts.rules.trigger === 'vwap' && living !== null) {
      this.#behind = false;
      return holding.judgeNow(living, this.#tick!.whenMs);
    }
    return this.#engine.walk(64);
  }

  /** Hands out what happened, once it is durable. Quiet events need no commit. */
  #flush(): Promise<void> | undefined {
    if (this.#closed) return undefined;
    const { outbox } = this.#engine;
    const events = journalled(outbox);
    if (events.length === 0 && this.#parts.counts.asks === this.#askedBefore && !this.#slotMoved()) return this.#hand(outbox.length);
    return this.#commit(events);
  }

  #hand(count: number): undefined {
    for (const event of this.#engine.outbox.splice(0, count)) if (event.kind !== 'progress') this.#tell(event);
  }

  #tell(event: LiveEvent): void {
    this.#told.push({ event, tick: this.#tick });
  }

  #slotMoved(): boolean {
    return this.#parts.ledger !== null && (this.#parts.admission.held?.plan.id ?? null) !== this.#slotStored;
  }

  #commit(events: readonly TradeEvent[], judged = false): Promise<void> {
    const { admission, counts, keeper, names } = this.#parts;
    const { state, seq, order } = this.#engine.stepper;
    const { living } = this;
    const plan = living === null ? null : living.kind === 'scheduled' ? living.plan : living.position.plan;
    const nextCandleMs = plan === null ? counts.nowMs : this.#engine.holding.nextCandleMs(plan);
    const record = recordOf(names, { state, seq, order, processedMs: counts.nowMs, nextCandleMs });
    const { held } = admission;
    const slot = this.#slotMoved() ? { position: held, judged } : undefined;
    const { asks } = counts;
    const { length } = this.#engine.outbox;
    this.#committing = keeper.commit(record, events, slot).then(() => {
      this.#askedBefore = asks;
      if (slot !== undefined) this.#slotStored = held?.plan.id ?? null;
      if (!this.#closed) this.#hand(length);
    });
    return this.#committing;
  }

  /** The order is written down before it is sent: after a crash it is sent again under the same id, never forgotten. */
  async #place(order: OrderRequest): Promise<Placement> {
    const { broker } = this.#parts;
    if (this.#closed) throw new BrokerError('The run has ended.');
    const again = this.#sentId === order.id;
    if (!again) await this.#commit(journalled(this.#engine.outbox), order.leg === 'entry');
    this.#sentId = order.id;
    try {
      const known = again && !broker.can.placeOnce ? await broker.find(order.id) : null;
      return known ?? (await broker.place(order));
    } catch (cause) {
      throw new BrokerError(`${broker.name} could not execute order ${order.id}: ${textOfThrown(cause)}`, { cause });
    }
  }
}
