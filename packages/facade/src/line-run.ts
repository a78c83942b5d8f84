import { InputError } from '@tradewright/core';
import { portfolio, type BacktestOptions, type BacktestRun, type PortfolioRun, type QuietKind, type RunCounts, type RunEvent } from '@tradewright/core/run';

/** A backtest as it is consumed here. */
export type BacktestEngine = Pick<BacktestRun, 'counts' | 'progressFrac' | 'cancelled' | 'stop' | 'want' | 'next' | 'return'>;

/** A backtest with money behind it: a portfolio of one line, of which only the line is told. */
export class LineRun implements BacktestEngine {
  readonly #run: PortfolioRun;

  /** @throws {InputError} `run/prefetch`, and as the engine does */
  constructor({ symbol, strategy, candles, prefetch = true, rules: { key, ...rules }, ...rest }: BacktestOptions, capitalQuote: number) {
    if (!prefetch) throw new InputError('run/prefetch', `A backtest of ${symbol} with capital marks its equity to candles that are read ahead. Set CC_CANDLE_PREFETCH to true, or leave out the capital.`);
    this.#run = portfolio({ ...rest, rules, capitalQuote, equityEvery: '1d', lines: [{ symbol, strategy, candles, ...(key === undefined ? {} : { key }) }] });
  }

  get counts(): Readonly<RunCounts> {
    return this.#run.lines[0]!.counts;
  }

  get progressFrac(): number {
    return this.#run.progressFrac;
  }

  get cancelled(): boolean {
    return this.#run.cancelled;
  }

  stop(): void {
    this.#run.stop();
  }

  want(kinds: readonly QuietKind[]): void {
    this.#run.want(kinds);
  }

  async next(): Promise<IteratorResult<RunEvent, undefined>> {
    for (;;) {
      const { value, done } = await this.#run.next();
      if (done === true) return { value: undefined, done };
      if (value.kind === 'line') return { value: value.event, done: false };
    }
  }

  return(): Promise<IteratorResult<RunEvent, undefined>> {
    return this.#run.return().then(() => ({ value: undefined, done: true }));
  }
}
