import type { Parts } from '../container.ts';
import type { LiveStream } from '../live-stream.ts';
import type { Lives } from '../lives.ts';
import { LIVE } from '../report/kinds.ts';
import { PairReports } from '../report/pair-reports.ts';
import { checkCancel, checkPair, type RunChoice } from '../run-choice.ts';
import type { ListedLive } from '../run-list.ts';
import { inBackground } from '../runs.ts';
import type { ILiveContext, LiveStatistics } from '../types.ts';
import type { BacktestRunOptions } from './backtest.ts';

/** Ours beside the seeds' arguments: `signal` ends the run where it stands, and what lives stays stored. */
export interface LiveRunOptions extends Pick<BacktestRunOptions, 'signal'> {}

/** Live trading by names, the seeds' way. */
export class Live extends PairReports<LiveStatistics> {
  readonly #parts: Parts;
  readonly #lives: Lives;

  constructor(parts: Parts, lives: Lives) {
    super(parts, LIVE);
    this.#parts = parts;
    this.#lives = lives;
  }

  /**
   * Streams every tick result of a live run, of all six kinds. It goes on from where the run before it was left. Leaving
   * the iteration leaves the run where it stands.
   *
   * @throws {InputError} `run/symbol`, `run/context`, `run/options`, `registry/unknown`; `run/busy` when this very run is
   *   under way; `live/clock`, `live/options` for parts and values that cannot be used
   */
  run(symbol: string, context: ILiveContext, options: LiveRunOptions = {}): LiveStream {
    const cancel = checkCancel(options, 'Live.run');
    return this.#lives.prepare({ symbol, context, cancel, caller: 'Live.run' }).stream;
  }

  /**
   * Runs without a consumer; results reach the listeners.
   *
   * @returns the function that stops it, as `stop` does
   * @throws {InputError} as `run`
   */
  background(symbol: string, context: ILiveContext): () => void {
    return inBackground(this.#lives.prepare({ symbol, context, caller: 'Live.background' }));
  }

  /**
   * No new signal in any run of the pair; a waiting entry is cancelled, a position lives to its end. Resolves when the
   * runs have ended or only wait for their consumer, and at once inside one of their hooks, which would else wait for
   * itself (decision 20).
   *
   * @param choice - ours: only the run on this exchange
   * @throws {InputError} `registry/unknown`, `run/symbol`, `run/context`
   */
  async stop(symbol: string, strategyName: string, choice: Pick<RunChoice, 'exchangeName'> = {}): Promise<void> {
    await this.#lives.stop(symbol, strategyName, checkPair(this.#parts.registry, symbol, strategyName, choice, 'Live.stop'));
  }

  /** The last run of every symbol, strategy and exchange, also after its end. */
  async list(): Promise<ListedLive[]> {
    return this.#lives.list();
  }
}
