import { CandleError, SourceError, StrategyError, type Clock, type TimestampMs } from '@tradewright/core';
import type { LiveEvent, LiveRun, LiveTick, LiveTold, RunCounts } from '@tradewright/core/run';
import { CandleWatch, type Blindness } from './candle-watch.ts';
import type { Reports } from './report/reports.ts';
import type { RunRecord } from './report/run-record.ts';
import type { RiskGate } from './risk-gate.ts';
import { RunStream, type RunEnd, type RunStreamParts } from './run-stream.ts';
import { RunTeller } from './run-teller.ts';
import { RunTimes } from './run-times.ts';
import { livingRow, type TickNote } from './tick-result.ts';
import { toError } from './to-error.ts';
import type { IStrategySchema, IStrategyTickResult, LiveStatistics, LiveStatusContract } from './types.ts';

export interface LiveStreamParts extends RunStreamParts<LiveRun> {
  readonly schema: IStrategySchema;
  /** The run's own. */
  readonly clock: Clock;
  readonly reports: Reports;
  readonly record: RunRecord;
  readonly gate: RiskGate | null;
}

type Of<Kind extends LiveEvent['kind']> = Extract<LiveEvent, { readonly kind: Kind }>;
type StatusOf<Contract> = Contract extends unknown ? Omit<Contract, 'symbol' | 'strategyName' | 'exchangeName' | 'timestamp'> : never;

/** A live run as its user consumes it: every tick result, callbacks and events on the way. What is told is durable. */
export class LiveStream extends RunStream<LiveTold, IStrategyTickResult, LiveRun> {
  protected declare readonly parts: LiveStreamParts;
  readonly #teller: RunTeller;
  readonly #times: RunTimes;
  readonly #candles: CandleWatch = new CandleWatch();
  readonly #whenOver: Promise<void>;
  #isOver: () => void = () => undefined;

  constructor(parts: LiveStreamParts) {
    super(parts);
    this.#whenOver = new Promise((resolve) => (this.#isOver = resolve));
    this.#teller = new RunTeller(parts);
    this.#times = new RunTimes(parts);
  }

  /** What the run has gone through so far; `null` before it has begun. */
  get counts(): Readonly<RunCounts> | null {
    return this.run?.counts ?? null;
  }

  /** What its ticks and trades have come to so far. */
  get statistics(): LiveStatistics {
    return this.parts.record.ticks!.statistics();
  }

  /** Ends it where it stands: nothing is cancelled and nothing more is written. Resolves when its engine has ended. */
  async shutdown(): Promise<void> {
    this.cutOff = true;
    this.parts.over.end();
    const { run } = this;
    if (run === undefined) {
      this.stop();
    } else {
      await run.return().catch((error: unknown) => this.#teller.failed('live shutdown', toError(error), this.parts.scope.origin.atMs));
      void this.close(run);
    }
    await this.#whenOver;
  }

  protected override begin(): LiveRun {
    this.parts.reports.begin(this.parts.record);
    return this.parts.start();
  }

  protected override tell({ event, tick }: LiveTold): IStrategyTickResult | null | Promise<null> {
    const teller = this.#teller;
    switch (event.kind) {
      case 'refused':
        teller.refused(event);
        return null;
      case 'partial':
        teller.partial(event);
        return null;
      case 'restored':
        return this.#restored(event);
      case 'active':
        teller.underWay(event);
        return teller.result(event, noteOf(tick));
      case 'idle':
      case 'scheduled':
      case 'waiting':
      case 'opened':
      case 'closed':
      case 'cancelled':
        return teller.result(event, noteOf(tick));
      default:
        this.#fare(event, tick);
        return null;
    }
  }

  /** How the run itself fares. */
  #fare(event: Of<'failed' | 'ticked' | 'paused' | 'resumed' | 'standby' | 'clock' | 'gap'>, tick: LiveTick | null): void {
    const { log, scope } = this.parts;
    const atMs = event.kind === 'gap' ? (tick?.whenMs ?? scope.origin.atMs) : event.atMs;
    switch (event.kind) {
      case 'failed':
        if (event.error instanceof SourceError || event.error instanceof CandleError) this.#candles.failed();
        this.#teller.failed(event.error instanceof StrategyError ? 'getSignal failed' : 'tick failed', event.error, atMs);
        return this.#status({ kind: 'failed', error: event.error }, atMs);
      case 'ticked':
        return this.#ticked(event, tick!);
      case 'paused':
        this.#teller.failed('live paused: the store does not answer', event.error, atMs);
        return this.#status({ kind: 'paused', error: event.error }, atMs);
      case 'resumed':
        log.noticed('info', 'live resumed', [{ pausedMs: event.pausedMs }]);
        return this.#status({ kind: 'resumed', pausedMs: event.pausedMs }, atMs);
      case 'standby':
        log.noticed('warn', event.lost ? 'live lost its lease: somebody else trades this run' : 'live waits: somebody else trades this run');
        return this.#status({ kind: 'standby', lost: event.lost }, atMs);
      case 'clock':
        log.noticed('warn', 'the clock was set', [{ jumpedMs: event.jumpedMs, resumesAt: new Date(event.resumesAtMs).toISOString() }]);
        return this.#status({ kind: 'clock', jumpedMs: event.jumpedMs, resumesAt: event.resumesAtMs }, atMs);
      case 'gap':
        return this.#status({ kind: 'gap', gap: event.gap }, atMs);
    }
  }

  #ticked({ atMs, state }: Of<'ticked'>, { late, delayedMs, missed, recoveredAfterMs, whenMs }: LiveTick): void {
    this.#times.took('live_tick', Math.max(0, this.parts.clock.nowMs() - whenMs - delayedMs));
    this.#status({ kind: 'ticked', state, late, delayedMs, missed, recoveredAfterMs }, atMs);
    const news = this.#candles.ticked(whenMs, late);
    if (news !== null) this.#candlesNews(news, atMs);
  }

  /** That candles stay away is no event of the engine, which can only go on waiting for them. */
  #candlesNews({ kind, ...blindness }: Blindness, atMs: TimestampMs): void {
    const { log, scope: { names: { symbol, strategyName, exchangeName } } } = this.parts;
    if (kind === 'fresh') {
      log.noticed('info', 'candles come again', [blindness]);
      return this.#status({ kind, ...blindness }, atMs);
    }
    const error = new SourceError('candles/stale', `${exchangeName} has given no new candle of ${symbol} to ${strategyName} at ${blindness.blindTicks} ticks in a row, since ${new Date(blindness.sinceMs).toISOString()}: nothing can be judged until it does.`, { retryable: true });
    this.#teller.failed('candles stay away', error, atMs);
    this.#status({ kind, ...blindness, error }, atMs);
  }

  /** A signal goes on that lived before the restart. Its callback is told the price of now, or where there is none that of its entry. */
  async #restored({ atMs, state }: Of<'restored'>): Promise<null> {
    const { scope } = this.parts;
    const signal = livingRow(state, scope.names);
    const price = await scope.history.averagePrice(scope.names.symbol, atMs).catch(() => Number.NaN);
    if (!this.parts.over.aborted) this.#teller.restored(state, price > 0 ? price : signal.priceOpen, atMs);
    this.#status({ kind: 'restored', signal }, atMs);
    return null;
  }

  #status(status: StatusOf<LiveStatusContract>, timestamp: number): void {
    this.#teller.emit('liveStatus', { ...this.parts.scope.names, timestamp, ...status }, timestamp);
  }

  protected override ended(): void {
    this.#isOver();
  }

  protected override async finish(run: LiveRun, how: RunEnd): Promise<void> {
    const { scope } = this.parts;
    const told = scope.drained().then(() => this.#teller.emit('doneLive', { ...scope.names, backtest: false, counts: { ...run.counts } }, run.counts.nowMs));
    // A listener that never ends must not hold up a process that is to end.
    if (how !== 'aborted') await told;
  }
}

/** What is worth saying of a tick; `undefined` for the usual one. */
function noteOf(tick: LiveTick | null): TickNote | undefined {
  if (tick === null || (!tick.late && tick.recoveredAfterMs === null)) return undefined;
  return { ...(tick.late ? { late: true as const } : {}), ...(tick.recoveredAfterMs === null ? {} : { recoveredAfterMs: tick.recoveredAfterMs }) };
}
