import type { RunCounts } from '@tradewright/core/run';
import type { IBacktestContext, ILogger } from './types.ts';

type RunContext = Readonly<IBacktestContext> & { readonly symbol: string };

/** What a run has to say to the logger: a line at each end and one per failure, all with whose run it is. Nothing per frame. */
export class RunLog {
  readonly #logger: ILogger;
  readonly #context: RunContext;
  readonly #report: (error: unknown) => void;

  /** @param report - hears of a logger that throws, which must not break the run */
  constructor(logger: ILogger, context: RunContext, report: (error: unknown) => void) {
    this.#logger = logger;
    this.#context = context;
    this.#report = report;
  }

  started(): void {
    this.#say('info', 'backtest started');
  }

  /** @param coalesced - quiet events that listeners never got because they could not keep up */
  ended(how: 'done' | 'stopped' | 'aborted' | 'left', counts: Readonly<RunCounts>, coalesced: number): void {
    const { warmUpFrames, skippedFrames, gaps } = counts;
    if (warmUpFrames + skippedFrames > 0) this.#say('debug', 'backtest frames without a price', { warmUpFrames, skippedFrames, gaps });
    if (coalesced > 0) this.#say('debug', 'backtest events coalesced', { coalesced });
    this.#say('info', `backtest ${how}`, { ...counts });
  }

  failed(error: Error): void {
    this.#say('warn', 'backtest failed', error.message);
  }

  /** An ask, a signal or a request that came to nothing; the run goes on. */
  refused(topic: string, error: Error): void {
    this.#say('warn', topic, error.message);
  }

  waiting(): void {
    this.#say('warn', 'backtest waits for its listeners');
  }

  #say(level: 'debug' | 'info' | 'warn', topic: string, ...details: readonly unknown[]): void {
    try {
      this.#logger[level](topic, ...details, this.#context);
    } catch (error) {
      this.#report(error);
    }
  }
}
