import { alignDown } from '../../market/interval.ts';
import { CandleSeries } from '../../market/series.ts';
import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FencingToken } from '../../ports/state-store.ts';
import type { Rules } from '../../machine/rules.ts';
import { MINUTE_MS, type DurationMs, type TimestampMs } from '../../units.ts';
import { Admission } from '../admission.ts';
import { Asker } from '../ask.ts';
import { noCounts, type RunCounts } from '../counts.ts';
import { DEFAULT_HISTORY, History, warmUpMs } from '../history.ts';
import { Pace } from '../pace.ts';
import type { LiveEvent } from './event.ts';
import { Interrupt } from './interrupt.ts';
import { Keeper } from './keeper.ts';
import { LiveSession } from './live-session.ts';
import { LiveTape } from './live-tape.ts';
import { namesOf, rulesOf, type LiveOptions } from './options.ts';
import { runKeyOf, storeKeyOf, type RunNames, type RunRecord } from './run-record.ts';
import type { TenureParts } from './tenure.ts';

const ASK_TIMEOUT_MS = 180_000;
const GRACE_MS = 5_000;
const LEASE_MS = 15_000;

/** Where a run is traded: what stays the same from session to session, and how one is opened. */
export class LiveDesk {
  readonly clock: Clock;
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
    const { clock, cancel, wants = ['idle', 'active'], store, leaseMs = LEASE_MS, holder, machineClock = clock } = options;
    this.#options = options;
    this.#names = namesOf(options);
    this.#rules = rulesOf(options);
    this.#runKey = runKeyOf(this.#names);
    this.clock = clock;
    this.given = cancel;
    this.counts = noCounts(0);
    // Every candle and frame is stepped: there is one a minute, and nothing is passed over that a restart would miss.
    this.pace = new Pace(wants, true);
    const { leases } = store;
    this.tenureParts = leases === undefined ? null : { leases, lease: this.#runKey, holder: holder ?? `${machineClock.nowMs()}`, ttlMs: leaseMs, clock: machineClock };
  }

  /** What was kept, read on behalf of whoever may write it from now on. */
  load(fence: FencingToken | undefined, tell: (event: LiveEvent) => void): Promise<RunRecord | null> {
    const { store, ledger, machineClock = this.clock } = this.#options;
    const { clock, cancel } = this;
    this.#keeper = new Keeper({
      store, clock: machineClock, cancel, fence, ledger: ledger ?? null, storeKey: storeKeyOf(this.#names), runKey: this.#runKey,
      onPause: (error) => tell({ kind: 'paused', atMs: clock.nowMs(), error }),
      onResume: (pausedMs) => tell({ kind: 'resumed', atMs: clock.nowMs(), pausedMs }),
    });
    return this.#keeper.load();
  }

  /** A session that goes on from what was kept. `load` comes first. */
  open(record: RunRecord | null): LiveSession {
    const { symbol, strategy, candles, gaps = 'skip', broker, risk = [], ledger, sizer, graceMs = GRACE_MS, askTimeoutMs = ASK_TIMEOUT_MS } = this.#options;
    const { clock, cancel, counts, pace } = this;
    // What was gone through last may lie between two minutes: a deadline does, where it is no whole minute.
    const fromMs = alignDown(Math.max(clock.nowMs(), record?.processedMs ?? 0), this.tickMs);
    const series = new CandleSeries({ ...this.#options.series, name: symbol });
    const firstMs = this.#firstMs(series, fromMs, record);
    const history = new History(series, strategy, firstMs);
    const tape = new LiveTape({ source: candles, symbol, series, gaps, cancel, firstMs });
    const asker = new Asker(strategy, symbol, clock, askTimeoutMs);
    const admission = new Admission({
      symbol, strategyName: strategy.name, exchangeName: this.#names.exchangeName, rules: risk, sizer,
      ...(ledger === undefined ? {} : { book: ledger.book, refresh: () => ledger.refresh() }),
    });
    counts.nowMs = fromMs;
    return new LiveSession({
      names: this.#names, runKey: this.#runKey, rules: this.#rules, tape, history, asker, admission, counts, pace, clock, broker, keeper: this.#keeper!, ledger: ledger ?? null, graceMs, cancel, record, fromMs,
    });
  }

  /** Where the past begins: what strategies may look back at, and for a signal that lives all it has not been judged by. */
  #firstMs(series: CandleSeries, fromMs: TimestampMs, record: RunRecord | null): TimestampMs {
    const seenMs = fromMs - Math.max(warmUpMs(this.#options.strategy, series, fromMs), DEFAULT_HISTORY * series.stepMs);
    const unjudgedMs = record === null || this.#rules.trigger === 'vwap' ? Infinity : record.nextCandleMs - series.vwapSpanMs;
    return Math.max(0, Math.min(seenMs, unjudgedMs));
  }
}
