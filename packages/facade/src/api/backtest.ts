import type { CancelSignal } from '@tradewright/core';
import type { BacktestStream } from '../backtest-stream.ts';
import type { Backtests } from '../backtests.ts';
import type { Parts } from '../container.ts';
import { BACKTEST } from '../report/kinds.ts';
import { PairReports } from '../report/pair-reports.ts';
import { checkCancel, checkCapital, checkPair, type RunChoice } from '../run-choice.ts';
import type { ListedBacktest } from '../run-list.ts';
import { inBackground } from '../runs.ts';
import type { BacktestStatistics, IBacktestContext } from '../types.ts';

/** Ours beside the seeds' arguments. */
export interface BacktestRunOptions {
  /** Ends the run at once, as an `AbortSignal` does. */
  readonly signal?: CancelSignal;
  /** Money that it begins with, in quote currency, for rules and sizes that go by equity. Default: that of the strategy's risk profile. */
  readonly capital?: number;
}

/** Backtests by names, the seeds' way. */
export class Backtest extends PairReports<BacktestStatistics> {
  readonly #parts: Parts;
  readonly #backtests: Backtests;

  constructor(parts: Parts, backtests: Backtests) {
    super(parts, BACKTEST);
    this.#parts = parts;
    this.#backtests = backtests;
  }

  /**
   * Streams the closed and cancelled signals of one backtest.
   *
   * @throws {InputError} `run/symbol`, `run/context`, `run/options`, `registry/unknown`; `run/busy` when this very run is under way;
   *   `risk/capital`, `sizing/…` where there is no money for rules and sizes that need some
   */
  run(symbol: string, context: IBacktestContext, options: BacktestRunOptions = {}): BacktestStream {
    const cancel = checkCancel(options, 'Backtest.run');
    const { capital } = options;
    checkCapital(capital, 'Backtest.run');
    return this.#backtests.prepare({ symbol, context, cancel, capital, caller: 'Backtest.run' }).stream;
  }

  /** Runs without a consumer; results reach the listeners. @returns the function that stops it, as `stop` does */
  background(symbol: string, context: IBacktestContext): () => void {
    return inBackground(this.#backtests.prepare({ symbol, context, caller: 'Backtest.background' }));
  }

  /**
   * No new signal in any run of the pair; what is open lives to its end. Resolves when the runs have ended or only wait
   * for their consumer, and at once inside one of their hooks, which would else wait for itself (decision 20).
   *
   * @param choice - ours: only the runs on this exchange, or over this frame
   * @throws {InputError} `registry/unknown`, `run/symbol`, `run/context`
   */
  async stop(symbol: string, strategyName: string, choice: RunChoice = {}): Promise<void> {
    await this.#backtests.stop(symbol, strategyName, checkPair(this.#parts.registry, symbol, strategyName, choice, 'Backtest.stop'));
  }

  /** The last run of every symbol, strategy, exchange and frame, also after its end. */
  async list(): Promise<ListedBacktest[]> {
    return this.#backtests.list();
  }
}
