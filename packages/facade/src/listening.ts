import type { EventMap, EventName } from './events.ts';
import type { Listener, ListenOptions, Listeners } from './listeners.ts';

/** Calls for every event, strictly one after another. @returns the function that ends the subscription */
export type Listen<Name extends EventName> = (listener: Listener<EventMap[Name]>) => () => void;
/** The same; frames at which nothing happened can be waived, and then need not be produced. */
export type ListenSignal<Name extends EventName> = (listener: Listener<EventMap[Name]>, options?: ListenOptions) => () => void;
/** Calls for the first event that the filter lets through. @returns the function that ends the subscription */
export type ListenOnce<Name extends EventName> = (filter: (event: EventMap[Name]) => boolean, listener: Listener<EventMap[Name]>) => () => void;

/** Everything that can be listened to. All throw `InputError` `listener/shape` for what is no function. */
export interface Listening {
  /** Any tick result, live and backtest. */
  readonly listenSignal: ListenSignal<'signal'>;
  readonly listenSignalOnce: ListenOnce<'signal'>;
  /** Tick results of live runs. */
  readonly listenSignalLive: ListenSignal<'signalLive'>;
  readonly listenSignalLiveOnce: ListenOnce<'signalLive'>;
  /** Tick results of backtests. */
  readonly listenSignalBacktest: ListenSignal<'signalBacktest'>;
  readonly listenSignalBacktestOnce: ListenOnce<'signalBacktest'>;
  /** What went wrong and was survived. */
  readonly listenError: Listen<'error'>;
  /** What ended a background run. */
  readonly listenExit: Listen<'exit'>;
  /** A live run has ended. */
  readonly listenDoneLive: Listen<'doneLive'>;
  readonly listenDoneLiveOnce: ListenOnce<'doneLive'>;
  /** Ours: how live runs fare besides their signals, tick by tick. */
  readonly listenLiveStatus: Listen<'liveStatus'>;
  /** A backtest has ended. */
  readonly listenDoneBacktest: Listen<'doneBacktest'>;
  readonly listenDoneBacktestOnce: ListenOnce<'doneBacktest'>;
  /** A walker has ended; `strategyName` is its name. */
  readonly listenDoneWalker: Listen<'doneWalker'>;
  readonly listenDoneWalkerOnce: ListenOnce<'doneWalker'>;
  /** How far a backtest has come. */
  readonly listenBacktestProgress: Listen<'progressBacktest'>;
  /** How far a walker has come. */
  readonly listenWalkerProgress: Listen<'progressWalker'>;
  /** How far an optimizer has come. */
  readonly listenOptimizerProgress: Listen<'progressOptimizer'>;
  /** How long things took. */
  readonly listenPerformance: Listen<'performance'>;
  /** A strategy of a walker was tested. */
  readonly listenWalker: Listen<'walker'>;
  readonly listenWalkerOnce: ListenOnce<'walker'>;
  /** All strategies of a walker were tested. */
  readonly listenWalkerComplete: Listen<'walkerComplete'>;
  /** What a risk validation threw. */
  readonly listenValidation: Listen<'validation'>;
  /** A position came to a level on its way to the target. */
  readonly listenPartialProfit: Listen<'partialProfit'>;
  readonly listenPartialProfitOnce: ListenOnce<'partialProfit'>;
  /** A position came to a level on its way to the stop. */
  readonly listenPartialLoss: Listen<'partialLoss'>;
  readonly listenPartialLossOnce: ListenOnce<'partialLoss'>;
  /** A signal was refused by its risk profile. */
  readonly listenRisk: Listen<'risk'>;
  readonly listenRiskOnce: ListenOnce<'risk'>;
  /** Ours: a point of the equity curve of a portfolio. */
  readonly listenEquity: Listen<'equity'>;
  /** Ours: a portfolio has ended. */
  readonly listenDonePortfolio: Listen<'donePortfolio'>;
  readonly listenDonePortfolioOnce: ListenOnce<'donePortfolio'>;
}

/** The listen functions of one instance; they need no `this`. */
export function listening(listeners: Listeners): Listening {
  const every = <Name extends EventName>(name: Name): ListenSignal<Name> => (listener, options) => listeners.listen(name, listener, options);
  const first = <Name extends EventName>(name: Name): ListenOnce<Name> => (filter, listener) => listeners.once(name, filter, listener);
  return {
    listenSignal: every('signal'),
    listenSignalOnce: first('signal'),
    listenSignalLive: every('signalLive'),
    listenSignalLiveOnce: first('signalLive'),
    listenSignalBacktest: every('signalBacktest'),
    listenSignalBacktestOnce: first('signalBacktest'),
    listenError: every('error'),
    listenExit: every('exit'),
    listenDoneLive: every('doneLive'),
    listenDoneLiveOnce: first('doneLive'),
    listenLiveStatus: every('liveStatus'),
    listenDoneBacktest: every('doneBacktest'),
    listenDoneBacktestOnce: first('doneBacktest'),
    listenDoneWalker: every('doneWalker'),
    listenDoneWalkerOnce: first('doneWalker'),
    listenBacktestProgress: every('progressBacktest'),
    listenWalkerProgress: every('progressWalker'),
    listenOptimizerProgress: every('progressOptimizer'),
    listenPerformance: every('performance'),
    listenWalker: every('walker'),
    listenWalkerOnce: first('walker'),
    listenWalkerComplete: every('walkerComplete'),
    listenValidation: every('validation'),
    listenPartialProfit: every('partialProfit'),
    listenPartialProfitOnce: first('partialProfit'),
    listenPartialLoss: every('partialLoss'),
    listenPartialLossOnce: first('partialLoss'),
    listenRisk: every('risk'),
    listenRiskOnce: first('risk'),
    listenEquity: every('equity'),
    listenDonePortfolio: every('donePortfolio'),
    listenDonePortfolioOnce: first('donePortfolio'),
  };
}
