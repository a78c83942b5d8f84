import { InputError } from '@tradewright/core';
import { DEFAULT_WALKER_METRIC } from '@tradewright/reports';
import { AskedCandles } from '../asked-candles.ts';
import type { Backtests, RunningBacktest } from '../backtests.ts';
import type { Parts } from '../container.ts';
import { holdsUp } from '../context.ts';
import type { RunCountsLike } from '../core-types.ts';
import { ExchangeSource } from '../exchange-source.ts';
import { checkContext, checkSymbol } from '../run-choice.ts';
import { type Listed, type RunEntry, RunList } from '../run-list.ts';
import { asking, vwapOf } from '../run-options.ts';
import { RunScope } from '../run-scope.ts';
import type { IWalkerContext, IWalkerSchema } from '../types.ts';
import { addCounts, noCounts } from './counts.ts';
import { Walk, type StrategyTest } from './walk.ts';
import { WalkEvents } from './walk-events.ts';

/** A walk that is under way, or waits for its first question. */
export interface RunningWalk {
  readonly walk: Walk;
  readonly scope: RunScope;
  readonly entry: RunEntry<IWalkerContext>;
  /** The test that is under way. */
  current: RunningBacktest | null;
  /** Resolves when the walk has ended; absent where a consumer drives it. */
  background?: Promise<void>;
}

/** The walks of one instance. One at a time per symbol and walker. */
export class Walks {
  readonly #parts: Parts;
  readonly #backtests: Backtests;
  readonly #running = new Map<string, RunningWalk>();
  /** The last walk of every symbol and walker that has begun. */
  readonly #begun = new Map<string, Walk>();
  readonly #list = new RunList<IWalkerContext>();

  constructor(parts: Parts, backtests: Backtests) {
    this.#parts = parts;
    this.#backtests = backtests;
  }

  list(): Listed<IWalkerContext>[] {
    return this.#list.list();
  }

  last(symbol: string, walkerName: string): Walk | undefined {
    return this.#begun.get(keyOf(symbol, walkerName));
  }

  /** Resolves when the walk has ended or only waits for its consumer, and at once inside one of its own hooks (decision 20). */
  async stop(symbol: string, { walkerName, strategies }: IWalkerSchema): Promise<void> {
    const running = this.#running.get(keyOf(symbol, walkerName));
    if (running === undefined) return;
    const { walk, scope, background, current } = running;
    for (const strategyName of strategies) this.#parts.events.emit('walkerStop', { symbol, strategyName, walkerName }, scope.origin);
    walk.stop();
    if (!holdsUp(scope) && (current === null || !holdsUp(current.scope))) await (background ?? walk.settled());
  }

  /** @throws {InputError} `run/symbol`, `run/context`, `registry/unknown`, `run/busy` */
  prepare(symbol: string, context: IWalkerContext, caller: string): RunningWalk {
    const { events } = this.#parts;
    checkSymbol(symbol, caller);
    checkContext(context, '{ walkerName },', caller);
    const schema = this.#checked(context.walkerName, caller);
    const { walkerName, exchangeName, frameName, metric = DEFAULT_WALKER_METRIC } = schema;
    const key = keyOf(symbol, walkerName);
    if (this.#running.has(key)) throw new InputError('run/busy', `${caller}: walker ${walkerName} is walking ${symbol} already; stop it first.`);
    const names = { walkerName, symbol, exchangeName, frameName };
    const scope = this.#scopeOf(schema, symbol, caller);
    const counts = noCounts(scope.origin.atMs);
    scope.follow(counts);
    const release = this.#hold(schema, symbol);
    const entry = this.#list.open(key, symbol, { walkerName });
    const walk = new Walk({
      names, metric, strategies: [...schema.strategies], teller: new WalkEvents({ schema, names, scope, events, counts }),
      test: (strategyName) => this.#test(running, { symbol, context: { strategyName, exchangeName, frameName }, caller, walkerName }, counts),
      onBegin: (begun) => {
        entry.begun();
        this.#begun.set(key, begun);
      },
      onEnd: () => {
        entry.ended(false);
        release();
        if (this.#running.get(key) === running) this.#running.delete(key);
      },
    });
    const running: RunningWalk = { walk, scope, entry, current: null };
    this.#running.set(key, running);
    return running;
  }

  #checked(walkerName: string, caller: string): IWalkerSchema {
    const { walkers, exchanges, frames, strategies, risks, sizings } = this.#parts.registry;
    const schema = walkers.get(walkerName, caller);
    exchanges.get(schema.exchangeName, caller);
    frames.get(schema.frameName, caller);
    for (const strategyName of schema.strategies) {
      const { riskName, sizingName } = strategies.get(strategyName, caller);
      if (riskName !== undefined) risks.get(riskName, caller);
      if (sizingName !== undefined) sizings.get(sizingName, caller);
    }
    return schema;
  }

  #test(running: RunningWalk, order: Parameters<Backtests['prepare']>[0], counts: RunCountsLike): StrategyTest {
    const current = this.#backtests.prepare(order);
    const { stream } = current;
    running.current = current;
    return {
      async run() {
        for await (const _result of stream);
        addCounts(counts, stream.counts);
        return stream.cutShort ? null : stream.statistics;
      },
      stop: () => stream.stop(),
      leave: () => stream.return(),
    };
  }

  /** Callbacks and listeners of a walk may ask for candles too; no run of its own holds any. */
  #scopeOf({ walkerName, exchangeName, frameName }: IWalkerSchema, symbol: string, caller: string): RunScope {
    const { registry, exchangeOf, clock, events, logger } = this.#parts;
    const config = this.#parts.config.values;
    const exchange = exchangeOf(exchangeName, caller);
    const onError = (error: Error): void => events.emit('error', error, scope.origin);
    const source = new ExchangeSource({ exchange, clock, cancel: undefined, onError, ...asking(config), direct: true, strict: true });
    const startMs = registry.frames.get(frameName, caller).startDate.getTime();
    const scope = new RunScope({ mode: 'backtest', names: { symbol, strategyName: walkerName, exchangeName }, frameName, exchange, history: new AskedCandles(source, vwapOf(config)), logger, startMs });
    return scope;
  }

  #hold({ walkerName, exchangeName, frameName, strategies }: IWalkerSchema, symbol: string): () => void {
    const { registry } = this.#parts;
    const by = `walker ${walkerName} on ${symbol}`;
    const releases = [registry.walkers.use(walkerName, by), ...strategies.map((strategyName) => registry.use({ strategyName, exchangeName, frameName }, by))];
    return () => {
      for (const release of releases) release();
    };
  }
}

function keyOf(symbol: string, walkerName: string): string {
  return JSON.stringify([symbol, walkerName]);
}
