import type { Clock } from '@tradewright/core';
import type { RunCounts, RunEvent } from '@tradewright/core/run';
import type { BacktestEngine } from './line-run.ts';
import type { Reports } from './report/reports.ts';
import type { RunRecord } from './report/run-record.ts';
import type { RiskGate } from './risk-gate.ts';
import { wantsOf } from './run-options.ts';
import { RunStream, type RunEnd, type RunStreamParts } from './run-stream.ts';
import { RunTeller } from './run-teller.ts';
import { RunTimes } from './run-times.ts';
import type { BacktestStatistics, IStrategyBacktestResult, IStrategySchema } from './types.ts';

export interface BacktestStreamParts extends RunStreamParts<BacktestEngine> {
  readonly schema: IStrategySchema;
  readonly clock: Clock;
  readonly reports: Reports;
  readonly record: RunRecord;
  readonly gate: RiskGate | null;
  readonly totalFrames: number;
  /** Whether its end is news of its own: the backtests of a walker are parts of it. */
  readonly tellsDone: boolean;
}

/** A backtest as its user consumes it: results one by one, callbacks and events on the way. */
export class BacktestStream extends RunStream<RunEvent, IStrategyBacktestResult, BacktestEngine> {
  protected declare readonly parts: BacktestStreamParts;
  readonly #times: RunTimes;
  readonly #teller: RunTeller;
  #cutShort = false;
  #totalFrames: number;
  #unwatch: () => void = () => undefined;

  constructor(parts: BacktestStreamParts) {
    super(parts);
    this.#totalFrames = parts.totalFrames;
    this.#teller = new RunTeller(parts);
    this.#times = new RunTimes(parts);
  }

  /** What the run has gone through so far. */
  get counts(): Readonly<RunCounts> {
    return this.started().counts;
  }

  /** Share of the range that has been gone through, 0 to 1. */
  get progress(): number {
    return this.started().progressFrac;
  }

  /** What its trades have come to so far. */
  get statistics(): BacktestStatistics {
    return this.parts.record.trades.statistics();
  }

  /** Whether it has ended before it came to the end of its range. */
  get cutShort(): boolean {
    return this.#cutShort;
  }

  protected override begin(stopped: boolean): BacktestEngine {
    const { schema, events, reports, record } = this.parts;
    this.#times.started();
    const run = this.parts.start();
    this.#unwatch = events.watch(() => run.want(wantsOf([schema], events)));
    if (!stopped) reports.begin(record); // what is over before it began replaces nothing
    return run;
  }

  protected override tell(event: RunEvent): IStrategyBacktestResult | null {
    const teller = this.#teller;
    switch (event.kind) {
      case 'failed':
        teller.failed('getSignal failed', event.error, event.atMs);
        return null;
      case 'gap':
        return null; // counted; a source that failed has spoken for itself
      case 'progress':
        this.#progressed(event);
        return null;
      case 'refused':
        teller.refused(event);
        return null;
      case 'partial':
        teller.partial(event);
        return null;
      case 'waiting':
        return null;
      case 'active':
        teller.underWay(event);
        return null;
      default: {
        const result = teller.result(event);
        if (result !== null) this.#times.signal(result.action);
        return result?.action === 'closed' || result?.action === 'cancelled' ? result : null;
      }
    }
  }

  #progressed({ totalFrames, frames, atMs }: Extract<RunEvent, { kind: 'progress' }>): void {
    const { events, scope } = this.parts;
    this.#totalFrames = totalFrames;
    if (events.wanted('performance')) this.#times.frame();
    this.#teller.emit('progressBacktest', { ...scope.names, totalFrames, processedFrames: frames, progress: frames / totalFrames }, atMs);
  }

  protected override ended(how: RunEnd | null): void {
    this.#unwatch();
    this.#cutShort = how !== 'done';
  }

  protected override async finish(run: BacktestEngine, how: RunEnd): Promise<void> {
    const { scope, events, tellsDone } = this.parts;
    const totalFrames = this.#totalFrames;
    const { nowMs } = run.counts;
    if (how === 'done' && events.wanted('progressBacktest')) this.#teller.emit('progressBacktest', { ...scope.names, totalFrames, processedFrames: totalFrames, progress: 1 }, nowMs);
    this.#times.ended();
    await scope.drained();
    if (tellsDone) this.#teller.emit('doneBacktest', { ...scope.names, backtest: true, counts: { ...run.counts } }, nowMs);
  }
}
