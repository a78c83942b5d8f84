import type { Emitter } from './emitter.ts';
import type { EventMap, Events } from './events.ts';

/** The raw subjects of an instance by the seeds' names. */
interface EmitterNames {
  readonly signalEmitter: 'signal';
  readonly signalLiveEmitter: 'signalLive';
  readonly signalBacktestEmitter: 'signalBacktest';
  readonly errorEmitter: 'error';
  readonly exitEmitter: 'exit';
  readonly doneLiveSubject: 'doneLive';
  readonly liveStatusEmitter: 'liveStatus';
  readonly doneBacktestSubject: 'doneBacktest';
  readonly doneWalkerSubject: 'doneWalker';
  readonly progressBacktestEmitter: 'progressBacktest';
  readonly progressWalkerEmitter: 'progressWalker';
  readonly progressOptimizerEmitter: 'progressOptimizer';
  readonly performanceEmitter: 'performance';
  readonly walkerEmitter: 'walker';
  readonly walkerCompleteSubject: 'walkerComplete';
  readonly walkerStopSubject: 'walkerStop';
  readonly validationSubject: 'validation';
  readonly partialProfitSubject: 'partialProfit';
  readonly partialLossSubject: 'partialLoss';
  readonly riskSubject: 'risk';
  readonly equityEmitter: 'equity';
  readonly donePortfolioSubject: 'donePortfolio';
}

const NAMES: EmitterNames = {
  signalEmitter: 'signal',
  signalLiveEmitter: 'signalLive',
  signalBacktestEmitter: 'signalBacktest',
  errorEmitter: 'error',
  exitEmitter: 'exit',
  doneLiveSubject: 'doneLive',
  liveStatusEmitter: 'liveStatus',
  doneBacktestSubject: 'doneBacktest',
  doneWalkerSubject: 'doneWalker',
  progressBacktestEmitter: 'progressBacktest',
  progressWalkerEmitter: 'progressWalker',
  progressOptimizerEmitter: 'progressOptimizer',
  performanceEmitter: 'performance',
  walkerEmitter: 'walker',
  walkerCompleteSubject: 'walkerComplete',
  walkerStopSubject: 'walkerStop',
  validationSubject: 'validation',
  partialProfitSubject: 'partialProfit',
  partialLossSubject: 'partialLoss',
  riskSubject: 'risk',
  equityEmitter: 'equity',
  donePortfolioSubject: 'donePortfolio',
};

export type Emitters = { readonly [Name in keyof EmitterNames]: Emitter<EventMap[EmitterNames[Name]]> };

export function emittersOf(events: Events): Emitters {
  const entries = Object.entries(NAMES).map(([emitter, name]) => [emitter, events.subject(name)] as const);
  return Object.freeze(Object.fromEntries(entries)) as unknown as Emitters;
}
