import { Emitter } from './emitter.ts';
import type { EventOrigin } from './run-scope.ts';
import { toError } from './to-error.ts';
import type { DoneContract, DonePortfolioContract, IPortfolioEquity, IStrategyTickResult, IWalkerResults, LiveStatusContract, PartialLossContract, PartialProfitContract, PerformanceContract, ProgressBacktestContract, ProgressOptimizerContract, ProgressWalkerContract, RiskContract, WalkerContract } from './types.ts';

/** Every stream of events an instance has, by name. */
export interface EventMap {
  signal: IStrategyTickResult;
  signalLive: IStrategyTickResult;
  signalBacktest: IStrategyTickResult;
  /** What went wrong and was survived. */
  error: Error;
  /** What ended a background run. */
  exit: Error;
  doneLive: DoneContract;
  /** How live runs fare besides their signals. */
  liveStatus: LiveStatusContract;
  doneBacktest: DoneContract;
  doneWalker: DoneContract;
  progressBacktest: ProgressBacktestContract;
  progressWalker: ProgressWalkerContract;
  progressOptimizer: ProgressOptimizerContract;
  performance: PerformanceContract;
  walker: WalkerContract;
  walkerComplete: IWalkerResults;
  walkerStop: { readonly symbol: string; readonly strategyName: string; readonly walkerName: string };
  /** What a risk validation threw. */
  validation: Error;
  partialProfit: PartialProfitContract;
  partialLoss: PartialLossContract;
  risk: RiskContract;
  /** Points of the equity curve of portfolios. */
  equity: IPortfolioEquity;
  donePortfolio: DonePortfolioContract;
}

export type EventName = keyof EventMap;

type Emitters = { readonly [Name in EventName]: Emitter<EventMap[Name], EventOrigin> };

const NAMES: readonly EventName[] = [
  'signal', 'signalLive', 'signalBacktest', 'error', 'exit', 'doneLive', 'liveStatus', 'doneBacktest', 'doneWalker', 'progressBacktest', 'progressWalker', 'progressOptimizer',
  'performance', 'walker', 'walkerComplete', 'walkerStop', 'validation', 'partialProfit', 'partialLoss', 'risk', 'equity', 'donePortfolio',
];

/** The subjects of one instance. Whoever emits is never slowed down or broken by who listens. */
export class Events {
  readonly #emitters: Emitters;
  readonly #watchers = new Set<() => void>();

  constructor() {
    const emitters = NAMES.map((name) => [name, new Emitter((error, origin: EventOrigin | null) => this.report(name, error, origin), () => this.#tellDemand())] as const);
    this.#emitters = Object.fromEntries(emitters) as unknown as Emitters;
  }

  subject<Name extends EventName>(name: Name): Emitter<EventMap[Name], EventOrigin> {
    return this.#emitters[name];
  }

  emit<Name extends EventName>(name: Name, event: EventMap[Name], origin: EventOrigin): void {
    const emitter = this.#emitters[name];
    if (emitter.observed) origin.scope.tell(origin, () => emitter.hand(event, origin));
  }

  /** Whether anybody listens, even to what only repeats that nothing happened. Such events need not be made for nobody. */
  wanted(name: EventName): boolean {
    return this.#emitters[name].demanded;
  }

  /** Calls whenever what is wanted changes. @returns the function that ends that */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  #tellDemand(): void {
    for (const watcher of this.#watchers) watcher();
  }

  /** Whether anybody listens at all. */
  heard(name: EventName): boolean {
    return this.#emitters[name].observed;
  }

  /** Ends every stream. */
  destroy(): void {
    for (const name of NAMES) this.#emitters[name].end();
  }

  /** Tells of who failed at an event. One who failed at an error has nobody left to tell. */
  report(name: EventName, error: unknown, origin: EventOrigin | null): void {
    if (name !== 'error') this.#emitters.error.hand(toError(error), origin);
  }
}
