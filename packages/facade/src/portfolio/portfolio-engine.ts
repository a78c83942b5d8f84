import { portfolio, type PortfolioEvent, type PortfolioOptions, type PortfolioRun, type RunCounts } from '@tradewright/core/run';
import { addCounts, noCounts } from '../walker/counts.ts';
import type { EngineRun } from '../run-stream.ts';

/** A portfolio of the engine as its stream draws on it. */
export class PortfolioEngine implements EngineRun<PortfolioEvent> {
  readonly run: PortfolioRun;

  /** @throws {InputError} as the engine does */
  constructor(options: PortfolioOptions) {
    this.run = portfolio(options);
  }

  /** Those of all lines together, as of the instant that the portfolio has come to. */
  get counts(): Readonly<RunCounts> {
    const { run } = this;
    const sum = noCounts(run.nowMs);
    for (const { counts } of run.lines) addCounts(sum, counts);
    // Whoever keeps them keeps the instant in sight; the rest is of now.
    return Object.defineProperty(sum, 'nowMs', { get: () => run.nowMs, enumerable: true });
  }

  get cancelled(): boolean {
    return this.run.cancelled;
  }

  next(): Promise<IteratorResult<PortfolioEvent, undefined>> {
    return this.run.next();
  }

  return(): Promise<unknown> {
    return this.run.return();
  }

  stop(): void {
    this.run.stop();
  }
}
