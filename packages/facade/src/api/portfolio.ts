import { InputError } from '@tradewright/core';
import type { Parts } from '../container.ts';
import type { PortfolioNames, PortfolioStream } from '../portfolio/portfolio-stream.ts';
import { Portfolios } from '../portfolio/portfolios.ts';
import { checkCancel } from '../run-choice.ts';
import type { Listed } from '../run-list.ts';
import { textOf } from '../text-of.ts';
import type { IPortfolioContext, PortfolioStatistics } from '../types.ts';
import type { BacktestRunOptions } from './backtest.ts';

/** A portfolio as `Portfolio.list()` tells of it; `symbol` holds all symbols. */
export interface ListedPortfolio extends Listed<PortfolioNames> {}

/** Ours: many symbols and strategies, one clock, one account. */
export class Portfolio {
  readonly #portfolios: Portfolios;

  constructor(parts: Parts) {
    this.#portfolios = new Portfolios(parts);
  }

  /**
   * Backtests strategies over symbols on one clock and one account. Streams what was opened, closed and cancelled, points
   * of the equity curve, and stops by risk rules. At each instant, in the order of the symbols: all exits, then
   * activations, then asks; callbacks and events of an instant are told once it has been decided.
   *
   * Its risk profiles begin empty: it shares no slots with other runs. Without a profile, a sizing and `onClose` each pair
   * trades as in a backtest of its own.
   *
   * @throws {InputError} `run/…`, `registry/unknown`, `portfolio/…`, `risk/capital`, `sizing/…`; `run/busy` while one of its name is under way
   */
  run(symbols: readonly string[], context: IPortfolioContext, options: Pick<BacktestRunOptions, 'signal'> = {}): PortfolioStream {
    return this.#portfolios.prepare({ symbols, context, cancel: checkCancel(options, 'Portfolio.run'), caller: 'Portfolio.run' }).stream;
  }

  /** Runs without a consumer; results reach the listeners. @returns the function that stops it, as `stop` does */
  background(symbols: readonly string[], context: IPortfolioContext): () => void {
    const running = this.#portfolios.prepare({ symbols, context, caller: 'Portfolio.background' });
    running.entry.begun();
    running.background = running.stream.drain();
    return () => running.stream.stop();
  }

  /** No new signal; what is open lives to its end. Resolves as `Backtest.stop` does. @throws {InputError} `portfolio/name` */
  async stop(portfolioName: string): Promise<void> {
    checkName(portfolioName, 'Portfolio.stop');
    await this.#portfolios.stop(portfolioName);
  }

  /** The last portfolio of every name, also after its end. */
  async list(): Promise<ListedPortfolio[]> {
    return this.#portfolios.list();
  }

  /** What the last portfolio of a name has come to, so far or at its end. @throws {InputError} `portfolio/name`, `portfolio/none` when it never began */
  async getData(portfolioName: string): Promise<PortfolioStatistics> {
    checkName(portfolioName, 'Portfolio.getData');
    const stream = this.#portfolios.last(portfolioName);
    if (stream === undefined) throw new InputError('portfolio/none', `Portfolio.getData: no results of portfolio ${portfolioName} yet; run it first.`);
    return stream.statistics;
  }
}

function checkName(given: unknown, caller: string): void {
  if (typeof given !== 'string' || given === '') throw new InputError('portfolio/name', `${caller} needs the name of a portfolio, got ${textOf(given)}.`);
}
