import { alignDown } from '../../market/interval.ts';
import { CandleSeries } from '../../market/series.ts';
import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RiskRule } from '../../ports/risk-rule.ts';
import type { FencingToken } from '../../ports/state-store.ts';
import type { Rules } from '../../machine/rules.ts';
import { MINUTE_MS, type DurationMs, type TimestampMs } from '../../units.ts';
import { Admission } from '../admission.ts';
import { Asker } from '../ask.ts';
import { noCounts, type RunCounts } from '../counts.ts';
import { DEFAULT_HISTORY, History, warmUpMs } from '../history.ts';
import { historyOf, lookedPast, TwoPasts } from '../looked-past.ts';
import { Pace } from '../pace.ts';
import { FedSource } from './fed-source.ts';
import { Interrupt } from './interrupt.ts';
import { Keeper } from './keeper.ts';
import { Lessons } from './lessons.ts';
import { LiveSession } from './live-session.ts';
import { LiveTape } from './live-tape.ts';
import { haltText } from './risk-watch.ts';
import { namesOf, rulesOf, type LiveOptions } from './options.ts';
import type { Patience } from './patience.ts';
import { runKeyOf, storeKeyOf, type RunNames, type RunRecord } from './run-record.ts';
import type { TenureParts } from './tenure.ts';

const ASK_TIMEOUT_MS = 180_000;
const GRACE_MS = 5_000;
const LEASE_MS = 15_000;

/** For a run whose rules are none, where its positions count as the account's all the same. */
const ACCOUNTED_FOR: RiskRule = { name: 'account', judge: () => ({ allowed: true }) };

/** Where a run is traded: what stays the same from session to session, and how one is opened. */
export class LiveDesk {
  readonly clock: Clock;
  /** For rests that stores, leases and slow strategies need. */
  readonly machineClock: Clock;
  readonly tickMs: DurationMs = MINUTE_MS;
  readonly cancel: Interrupt = new Interrupt();
  readonly given: CancelSignal | undefined;
  readonly counts: RunCounts;
  readonly pace: Pace;
  readonly tenureParts: TenureParts | null;
  readonly #options: LiveOptions;
  readonly #names: RunNames;
  readonly #rules: Rules;
  readonly #runKey: string;
  #keeper: Keeper | undefined;

  /** @throws {InputError} for options or rules that cannot be used */
  constructor(options: LiveOptions) {
    const { clock, cancel, wants = ['idle', 'active'], store: { leases }, leaseMs = LEASE_MS, machineClock = clock } = options;
    this.#options = options;
    this.#names = namesOf(options);
    this.#rules = rulesOf(options);
    this.#runKey = runKeyOf(this.#names);
    this.clock = clock;
    this.machineClock = machineClock;
    this.given = cancel;
    this.counts = noCounts(0);
    // Every candle and frame is stepped: there is one a minute, and nothing is passed over that a restart would miss.
    this.pace = new Pace(wants, true);
    // No two processes were started within the same fraction of a millisecond of the same clock.
    const { holder = `${machineClock.nowMs()}-${machineClock.elapsedMs()}` } = options;
    this.tenureParts = leases === undefined ? null : { leases, lease: this.#runKey, holder, ttlMs: leaseMs, clock: machineClock };
  }

  /** What was kept, read on behalf of whoever may write it from now on. */
  load(fence: FencingToken | undefined, patience: Patience): Promise<RunRecord | null> {
    const { store, ledger = null, killSwitch } = this.#options;
    this.#keeper = new Keeper({ store, patience, fence, ledger, killSwitch, cancel: this.cancel, storeKey: storeKeyOf(this.#names), runKey: this.#runKey });
    return this.#keeper.load();
  }

  /**
   * A session that goes on from what was kept. `load` comes first.
   *
   * @param makeSure - asked before an order is sent, see `Orders`
   */
  open(record: RunRecord | null, makeSure: () => Promise<void> | undefined = () => undefined): LiveSession {
    const { symbol, strategy, broker, ledger = null, killSwitch = null, graceMs = GRACE_MS, askTimeoutMs = ASK_TIMEOUT_MS } = this.#options;
    const { clock, cancel, counts, pace } = this;
    // What was gone through last may lie between two minutes: a deadline does, where it is no whole minute.
    const fromMs = alignDown(Math.max(clock.nowMs(), record?.processedMs ?? 0), this.tickMs);
    const tape = this.#tape(fromMs, record);
    const lessons = new Lessons();
    const seen = new History(tape.series, strategy, tape.firstMs);
    const looked = lookedPast(this.#risk, tape.series, seen, tape.firstMs);
    counts.nowMs = fromMs;
    return new LiveSession({
      names: this.#names, runKey: this.#runKey, rules: this.#rules, counts, pace, clock, machineClock: this.machineClock, makeSure, broker, ledger, risk: this.#risk, lessons, killSwitch, graceMs, cancel, record, fromMs, tape, keeper: this.#keeper!,
      history: TwoPasts.of(seen, looked), looked, asker: new Asker(strategy, symbol, this.machineClock, askTimeoutMs), admission: this.#admission(this.#keeper!, lessons),
    });
  }

  #admission(keeper: Keeper, lessons: Lessons): Admission {
    const { symbol, strategy, sizer, ledger, killSwitch } = this.#options;
    return new Admission({
      symbol, strategyName: strategy.name, exchangeName: this.#names.exchangeName, rules: this.#risk, sizer,
      ...(ledger === undefined && killSwitch === undefined ? {} : { refresh: () => keeper.lookAtSlots() }),
      ...(killSwitch === undefined ? {} : { halted: () => (killSwitch.halted === null ? null : haltText(killSwitch.halted)) }),
      ...(ledger === undefined ? {} : { book: ledger.book, note: (event) => lessons.add(event, () => ledger.accountAt(event.nowMs)?.equityQuote ?? null) }),
      ...(ledger?.hasAccount === true ? { account: { at: (nowMs) => ledger.accountAt(nowMs)!, opened: (position) => lessons.add({ kind: 'opened', position }), closed: () => undefined } } : {}),
    });
  }

  get #risk(): readonly RiskRule[] {
    const { risk = [], ledger } = this.#options;
    return risk.length === 0 && ledger?.hasAccount === true ? [ACCOUNTED_FOR] : risk;
  }

  /** Calls whenever what is open may have to be closed between two ticks. The returned function ends that. */
  onAlarm(call: () => void): () => void {
    const { ledger, killSwitch } = this.#options;
    const ends = [ledger?.onStop(call), killSwitch?.onHalt(call)];
    return () => ends.forEach((end) => end?.());
  }

  /** The tape reaches back as far as strategies may look, and for a signal that lives over all it has not been judged by. */
  #tape(fromMs: TimestampMs, record: RunRecord | null): LiveTape {
    const { candles, feed, symbol, strategy, gaps = 'skip', graceMs = GRACE_MS } = this.#options;
    const series = new CandleSeries({ ...this.#options.series, name: symbol });
    const fed = feed === undefined ? undefined : new FedSource({ source: candles, feed, symbol, interval: series.interval, clock: this.clock, graceMs });
    const warmMs = fromMs - Math.max(warmUpMs(strategy, series, fromMs), warmUpMs({ history: historyOf(this.#risk) ?? {} }, series, fromMs));
    const unjudgedMs = record === null ? Infinity : record.nextCandleMs - series.vwapSpanMs;
    const firstMs = Math.max(0, Math.min(warmMs, fromMs - DEFAULT_HISTORY * series.stepMs, unjudgedMs));
    // Gaps are told once: those before a restart were.
    return new LiveTape({ source: fed ?? candles, release: () => fed?.close(), symbol, series, gaps, cancel: this.cancel, firstMs, gapsAfterMs: record?.processedMs ?? warmMs });
  }
}
