import type { RunCounts, RunEvent } from '@tradewright/core/run';
import { BacktestTeller, type BacktestTellerParts } from './backtest-teller.ts';
import type { BacktestEngine } from './line-run.ts';
import type { Reports } from './report/reports.ts';
import { wantsOf } from './run-options.ts';
import { RunStream, type RunEnd, type RunStreamParts } from './run-stream.ts';
import type { BacktestStatistics, IStrategyBacktestResult } from './types.ts';

export interface BacktestStreamParts extends RunStreamParts<BacktestEngine>, BacktestTellerParts {
  readonly reports: Reports;
}

/** A backtest as its user consumes it: results one by one, callbacks and events on the way. */
export class BacktestStream extends RunStream<RunEvent, IStrategyBacktestResult, BacktestEngine> {
  protected declare readonly parts: BacktestStreamParts;
  readonly #teller: BacktestTeller;
  #cutShort = false;
  #unwatch: () => void = () => undefined;

  constructor(parts: BacktestStreamParts) {
    super(parts);
    this.#teller = new BacktestTeller(parts);
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
    this.#teller.started();
    const run = this.parts.start();
    this.#unwatch = events.watch(() => run.want(wantsOf([schema], events)));
    if (!stopped) reports.begin(record); // what is over before it began replaces nothing
    return run;
  }

  protected override tell(event: RunEvent): IStrategyBacktestResult | null {
    const result = this.#teller.tell(event);
    return result?.action === 'closed' || result?.action === 'cancelled' ? result : null;
  }

  protected override ended(how: RunEnd | null): void {
    this.#unwatch();
    this.#cutShort = how !== 'done';
  }

  protected override finish(run: BacktestEngine, how: RunEnd): Promise<void> {
    return this.#teller.finish(run.counts, how === 'done');
  }
}
