import { InputError } from '@tradewright/core';
import { WalkerRanking, type WalkerMetric, type WalkerNames, type WalkerStatistics, type WalkerStrategyResult } from '@tradewright/reports';
import type { BacktestStatistics, IWalkerResults, WalkerContract } from '../types.ts';

/** The test of one strategy, however it is done. */
export interface StrategyTest {
  /** Goes through the whole range. @returns `null` when it was cut short: such figures compare with no others */
  run(): Promise<BacktestStatistics | null>;
  /** No new signal; what is open lives to its end. */
  stop(): void;
  /** Nobody waits for it any more. */
  leave(): Promise<unknown>;
}

/** Hears of how a walk goes. None of it may throw. */
export interface WalkTeller {
  started(strategyName: string): void;
  failed(strategyName: string, error: unknown): void;
  /** @param processedStrategies - tested or failed */
  progressed(processedStrategies: number): void;
  tested(contract: WalkerContract): Promise<void>;
  /** The last that is told of a walk, also of one that was stopped. */
  finished(results: IWalkerResults): Promise<void>;
}

export interface WalkParts {
  readonly names: WalkerNames;
  readonly metric: WalkerMetric;
  readonly strategies: readonly string[];
  /** What it throws is the strategy's failure. */
  readonly test: (strategyName: string) => StrategyTest;
  readonly teller: WalkTeller;
  readonly onBegin: (walk: Walk) => void;
  /** Called at the end; also when it is stopped before it began, since it may never be consumed then. */
  readonly onEnd: () => void;
}

type Step = IteratorResult<WalkerContract, undefined>;

/** Strategies tested one after another over the same candles, and ranked as they are. One that fails ends nothing. */
export class Walk implements AsyncIterableIterator<WalkerContract, undefined, void> {
  readonly #parts: WalkParts;
  readonly #ranking: WalkerRanking<BacktestStatistics>;
  readonly #steps: AsyncGenerator<WalkerContract, undefined, void>;
  #begun = false;
  #stopped = false;
  #left = false;
  #current: StrategyTest | null = null;
  /** The answer that is being worked on. */
  #busy: Promise<unknown> | undefined;

  constructor(parts: WalkParts) {
    this.#parts = parts;
    this.#ranking = new WalkerRanking(parts.names, parts.metric, parts.strategies.length);
    this.#steps = this.#walk();
  }

  /** What has come of it so far. */
  get statistics(): WalkerStatistics<BacktestStatistics> {
    return this.#ranking.statistics();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Step> {
    const answer = this.#steps.next();
    this.#busy = answer;
    return answer;
  }

  /** Leaving early ends the walk; nobody is told that it was done. */
  async return(): Promise<Step> {
    this.#left = true;
    this.#parts.onEnd();
    await this.#current?.leave();
    await this.#steps.return(undefined);
    return { value: undefined, done: true };
  }

  async throw(error?: unknown): Promise<Step> {
    await this.return();
    throw error;
  }

  /** No new signal and no further strategy; what has been tested stays. */
  stop(): void {
    this.#stopped = true;
    if (this.#begun) this.#current?.stop();
    else this.#parts.onEnd(); // it may never be consumed at all
  }

  /** Resolves when the walk has ended or only waits for its consumer. */
  async settled(): Promise<void> {
    await this.#busy?.catch(() => undefined);
  }

  async *#walk(): AsyncGenerator<WalkerContract, undefined, void> {
    const { strategies, teller, onBegin, onEnd } = this.#parts;
    try {
      this.#begun = true;
      if (!this.#stopped) onBegin(this);
      for (const [i, strategyName] of strategies.entries()) {
        if (this.#stopped) break;
        const result = await this.#test(strategyName);
        if (this.#left) return undefined;
        if (result === null && this.#stopped) break;
        teller.progressed(i + 1);
        if (result === null) continue;
        const contract = this.#contractOf(result);
        await teller.tested(contract);
        yield contract;
      }
      onEnd(); // whoever hears that it is done can start it anew
      await teller.finished(this.#ranking.results());
    } finally {
      onEnd();
    }
    return undefined;
  }

  async #test(strategyName: string): Promise<WalkerStrategyResult<BacktestStatistics> | null> {
    const { test, teller } = this.#parts;
    teller.started(strategyName);
    if (this.#stopped) return null;
    try {
      this.#current = test(strategyName);
      const stats = await this.#current.run();
      if (stats !== null) return this.#ranking.add(strategyName, stats);
      if (!this.#stopped && !this.#left) throw new InputError('walker/cut-short', `${strategyName} was stopped before the end of the frame: its figures would compare with no others.`);
    } catch (error) {
      if (!this.#left) teller.failed(strategyName, error);
    } finally {
      this.#current = null;
    }
    return null;
  }

  #contractOf({ strategyName, stats, metricValue }: WalkerStrategyResult<BacktestStatistics>): WalkerContract {
    const { bestMetric, bestStrategy, walkerName, symbol, exchangeName, frameName, metric, totalStrategies } = this.#ranking.results();
    return { walkerName, exchangeName, frameName, symbol, strategyName, stats, metricValue, metric, bestMetric, bestStrategy, strategiesTested: this.#ranking.strategiesTested, totalStrategies };
  }
}
