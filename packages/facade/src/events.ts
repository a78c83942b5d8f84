import { Emitter } from './emitter.ts';
import type { EventOrigin } from './run-scope.ts';
import { toError } from './to-error.ts';
import type { DoneContract, IStrategyTickResult, IWalkerResults, PartialLossContract, PartialProfitContract, PerformanceContract, ProgressBacktestContract, ProgressOptimizerContract, ProgressWalkerContract, RiskContract, WalkerContract } from './types.ts';

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
}

export type EventName = keyof EventMap;

type Emitters = { readonly [Name in EventName]: Emitter<EventMap[Name]> };

const NAMES: readonly EventName[] = [
  'signal', 'signalLive', 'signalBacktest', 'error', 'exit', 'doneLive', 'doneBacktest', 'doneWalker', 'progressBacktest', 'progressWalker', 'progressOptimizer',
  'performance', 'walker', 'walkerComplete', 'walkerStop', 'validation', 'partialProfit', 'partialLoss', 'risk',
];

/** The subjects of one instance. Whoever emits is never slowed down or broken by who listens. */
export class Events {
  readonly #emitters: Emitters;
  #origin: EventOrigin | null = null;

  constructor() {
    const emitters = NAMES.map((name) => [name, new Emitter((error) => this.#failed(name, error))] as const);
    this.#emitters = Object.fromEntries(emitters) as unknown as Emitters;
  }

  subject<Name extends EventName>(name: Name): Emitter<EventMap[Name]> {
    return this.#emitters[name];
  }

  /** Whose event is being handed out. It is not part of the event, for that is what the seeds say it is. */
  get origin(): EventOrigin | null {
    return this.#origin;
  }

  emit<Name extends EventName>(name: Name, event: EventMap[Name], origin: EventOrigin): void {
    const before = this.#origin; // a listener may be the cause of the next event
    this.#origin = origin;
    try {
      this.subject(name).next(event);
    } finally {
      this.#origin = before;
    }
  }

  /** Whether anybody listens, even to what only repeats that nothing happened. Such events need not be made for nobody. */
  wanted(name: EventName): boolean {
    return this.#emitters[name].demanded;
  }

  /** Whether anybody listens at all. */
  heard(name: EventName): boolean {
    return this.#emitters[name].observed;
  }

  /** Ends every stream. */
  destroy(): void {
    for (const name of NAMES) this.#emitters[name].complete();
  }

  /** A subscriber of errors that throws has nobody left to tell. */
  #failed(name: EventName, error: unknown): void {
    const origin = this.#origin;
    if (name === 'error') return;
    if (origin === null) this.#emitters.error.next(toError(error));
    else this.emit('error', toError(error), origin);
  }
}
