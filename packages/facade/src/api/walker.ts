import { InputError } from '@tradewright/core';
import { closedRowOf, walkerMarkdown } from '@tradewright/reports';
import type { Backtests } from '../backtests.ts';
import type { Parts } from '../container.ts';
import { inDirectory, symbolFile } from '../report/report-path.ts';
import { checkSymbol } from '../run-choice.ts';
import type { Listed } from '../run-list.ts';
import { toError } from '../to-error.ts';
import type { IWalkerContext, IWalkerSchema, WalkerStatistics } from '../types.ts';
import type { Walk } from '../walker/walk.ts';
import { type RunningWalk, Walks } from '../walker/walks.ts';

/** Strategies compared by names, the seeds' way. */
export class Walker {
  readonly #parts: Parts;
  readonly #walks: Walks;

  constructor(parts: Parts, backtests: Backtests) {
    this.#parts = parts;
    this.#walks = new Walks(parts, backtests);
  }

  /**
   * Tests the walker's strategies one after another; streams what came of each, and who is best so far.
   *
   * @throws {InputError} `run/symbol`, `run/context`, `registry/unknown`; `run/busy` when it walks this symbol already
   */
  run(symbol: string, context: IWalkerContext): Walk {
    return this.#walks.prepare(symbol, context, 'Walker.run').walk;
  }

  /** Walks without a consumer; results reach the listeners. @returns the function that stops it, as `stop` does */
  background(symbol: string, context: IWalkerContext): () => void {
    const running = this.#walks.prepare(symbol, context, 'Walker.background');
    running.entry.begun();
    running.background = this.#drain(running);
    return () => running.walk.stop();
  }

  /**
   * No new signal and no further strategy; what is open lives to its end, what was tested stays. Resolves when the walk
   * has ended or only waits for its consumer, and at once inside one of its hooks.
   *
   * @throws {InputError} `run/symbol`, `registry/unknown`
   */
  async stop(symbol: string, walkerName: string): Promise<void> {
    await this.#walks.stop(symbol, this.#checked(symbol, walkerName, 'Walker.stop'));
  }

  /** The last walk of every symbol and walker, also after its end. */
  async list(): Promise<Listed<IWalkerContext>[]> {
    return this.#walks.list();
  }

  /**
   * What the last walk has come to, so far or at its end.
   *
   * @throws {InputError} `run/symbol`, `registry/unknown`; `walker/none` when it never walked this symbol
   */
  async getData(symbol: string, walkerName: string): Promise<WalkerStatistics> {
    return this.#statistics(symbol, walkerName, 'Walker.getData');
  }

  /** The same as markdown. @throws {InputError} as `getData` */
  async getReport(symbol: string, walkerName: string): Promise<string> {
    return markdownOf(this.#statistics(symbol, walkerName, 'Walker.getReport'));
  }

  /**
   * Writes the report into a directory.
   *
   * @throws {InputError} as `getData`, and `dump/directory`
   * @throws {ReportError} when it cannot be written
   */
  async dump(symbol: string, walkerName: string, path: string = './dump/walker'): Promise<void> {
    const stats = this.#statistics(symbol, walkerName, 'Walker.dump');
    await this.#parts.reports.write(inDirectory(path, symbolFile(walkerName, symbol, {}), 'Walker.dump'), markdownOf(stats));
  }

  #checked(symbol: string, walkerName: string, caller: string): IWalkerSchema {
    checkSymbol(symbol, caller);
    return this.#parts.registry.walkers.get(walkerName, caller);
  }

  #statistics(symbol: string, walkerName: string, caller: string): WalkerStatistics {
    this.#checked(symbol, walkerName, caller);
    const walk = this.#walks.last(symbol, walkerName);
    if (walk === undefined) throw new InputError('walker/none', `${caller}: no results of walker ${walkerName} on ${symbol} yet; run it first.`);
    return walk.statistics;
  }

  async #drain({ walk, scope }: RunningWalk): Promise<void> {
    try {
      await Promise.resolve(); // listeners that are added right after the start miss nothing
      for await (const _contract of walk);
    } catch (error) {
      this.#parts.events.emit('exit', toError(error), scope.origin);
    }
  }
}

function markdownOf(stats: WalkerStatistics): string {
  const trades = new Map(stats.strategyResults.map(({ strategyName, stats: { signalList } }) => [strategyName, signalList]));
  return walkerMarkdown({ stats, rowsOf: (strategyName) => (trades.get(strategyName) ?? []).map((result) => closedRowOf(result.trade, result)) });
}
