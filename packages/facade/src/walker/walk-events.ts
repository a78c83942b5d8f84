import type { WalkerNames } from '@tradewright/reports';
import { enterToEnd } from '../context.ts';
import type { RunCountsLike } from '../core-types.ts';
import type { EventMap, EventName, Events } from '../events.ts';
import { HookContext } from '../hook-context.ts';
import type { RunScope } from '../run-scope.ts';
import { toError } from '../to-error.ts';
import type { IWalkerResults, IWalkerSchema, WalkerContract } from '../types.ts';
import type { WalkTeller } from './walk.ts';

export interface WalkEventsParts {
  readonly schema: IWalkerSchema;
  readonly names: WalkerNames;
  readonly scope: RunScope;
  readonly events: Events;
  /** What all its runs together have gone through. */
  readonly counts: Readonly<RunCountsLike>;
}

/** Tells of a walk: to its callbacks, to listeners and to the logger. */
export class WalkEvents implements WalkTeller {
  readonly #parts: WalkEventsParts;

  constructor(parts: WalkEventsParts) {
    this.#parts = parts;
  }

  started(strategyName: string): void {
    const { schema: { callbacks }, names } = this.#parts;
    void this.#callBack(() => callbacks?.onStrategyStart?.(strategyName, names.symbol));
  }

  failed(strategyName: string, error: unknown): void {
    const { schema: { callbacks }, names: { symbol, walkerName }, scope } = this.#parts;
    scope.logger.write('warn', `walker ${walkerName}: ${strategyName} failed`, () => [toError(error).message], this.#report, () => ({ method: scope.method, execution: scope.executionAt(scope.origin.atMs) }));
    this.#report(error);
    void this.#callBack(() => callbacks?.onStrategyError?.(strategyName, symbol, error));
  }

  progressed(processedStrategies: number): void {
    const { schema, names: { walkerName, exchangeName, frameName, symbol } } = this.#parts;
    const totalStrategies = schema.strategies.length;
    this.#emit('progressWalker', { walkerName, exchangeName, frameName, symbol, totalStrategies, processedStrategies, progress: processedStrategies / totalStrategies });
  }

  async tested(contract: WalkerContract): Promise<void> {
    const { schema: { callbacks } } = this.#parts;
    await this.#callBack(() => callbacks?.onStrategyComplete?.(contract.strategyName, contract.symbol, contract.stats, contract.metricValue));
    this.#emit('walker', contract);
  }

  async finished(results: IWalkerResults): Promise<void> {
    const { schema: { callbacks }, names: { walkerName, symbol, exchangeName }, scope, counts } = this.#parts;
    void this.#callBack(() => callbacks?.onComplete?.(results));
    this.#emit('walkerComplete', results);
    await scope.drained();
    this.#emit('doneWalker', { symbol, strategyName: walkerName, exchangeName, backtest: true, counts: { ...counts } });
  }

  /** @returns a promise only where the callback gave one */
  #callBack(call: () => unknown): Promise<void> | undefined {
    const { scope } = this.#parts;
    return enterToEnd(new HookContext(scope, scope.origin.atMs, null), call, this.#report);
  }

  readonly #report = (error: unknown): void => this.#emit('error', toError(error));

  #emit<Name extends EventName>(name: Name, event: EventMap[Name]): void {
    this.#parts.events.emit(name, event, this.#parts.scope.origin);
  }
}
