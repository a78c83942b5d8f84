import type { Change } from './registry.ts';
import type { Registries } from './registries.ts';
import type { IExchangeSchema, IFrameSchema, IOptimizerSchema, IRiskSchema, ISizingSchema, IStrategySchema, IWalkerSchema } from './types.ts';

/** Registers a schema. @throws {InputError} `registry/shape`, `registry/duplicate`; then nothing is registered */
export type Add<T> = (schema: T) => void;
/** The registered schemas themselves, in the order of registration. */
export type List<T> = () => Promise<T[]>;
/** Forgets a schema. @throws {InputError} `registry/unknown`, `registry/in-use` while a run uses it */
export type Remove = (name: string) => void;
/** Changes fields of a registered schema. @throws {InputError} `registry/unknown`, `registry/in-use`, `registry/shape`; then the registered one stands */
export type Override<T, Name extends keyof T> = (change: Change<T, Name>) => void;

/** Everything that can be registered, by name. `remove…` and `override…` are ours. */
export interface Registering {
  /** Where candles come from. */
  readonly addExchange: Add<IExchangeSchema>;
  readonly listExchanges: List<IExchangeSchema>;
  readonly removeExchange: Remove;
  readonly overrideExchange: Override<IExchangeSchema, 'exchangeName'>;
  /** When to trade. */
  readonly addStrategy: Add<IStrategySchema>;
  readonly listStrategies: List<IStrategySchema>;
  readonly removeStrategy: Remove;
  readonly overrideStrategy: Override<IStrategySchema, 'strategyName'>;
  /** Over which time a backtest goes. */
  readonly addFrame: Add<IFrameSchema>;
  readonly listFrames: List<IFrameSchema>;
  readonly removeFrame: Remove;
  readonly overrideFrame: Override<IFrameSchema, 'frameName'>;
  /** Which strategies to compare. */
  readonly addWalker: Add<IWalkerSchema>;
  readonly listWalkers: List<IWalkerSchema>;
  readonly removeWalker: Remove;
  readonly overrideWalker: Override<IWalkerSchema, 'walkerName'>;
  /** How much to trade. */
  readonly addSizing: Add<ISizingSchema>;
  readonly listSizings: List<ISizingSchema>;
  readonly removeSizing: Remove;
  readonly overrideSizing: Override<ISizingSchema, 'sizingName'>;
  /** Which signals to refuse. */
  readonly addRisk: Add<IRiskSchema>;
  readonly listRisks: List<IRiskSchema>;
  readonly removeRisk: Remove;
  readonly overrideRisk: Override<IRiskSchema, 'riskName'>;
  /** From which data strategies are written. */
  readonly addOptimizer: Add<IOptimizerSchema>;
  readonly listOptimizers: List<IOptimizerSchema>;
  readonly removeOptimizer: Remove;
  readonly overrideOptimizer: Override<IOptimizerSchema, 'optimizerName'>;
}

/** The registering functions of one instance; they need no `this`. */
export function registering({ exchanges, strategies, frames, walkers, sizings, risks, optimizers }: Registries): Registering {
  return {
    addExchange: (schema) => exchanges.add(schema),
    listExchanges: async () => exchanges.list(),
    removeExchange: (name) => exchanges.remove(name, 'removeExchange'),
    overrideExchange: (change) => exchanges.override(change, 'overrideExchange'),
    addStrategy: (schema) => strategies.add(schema),
    listStrategies: async () => strategies.list(),
    removeStrategy: (name) => strategies.remove(name, 'removeStrategy'),
    overrideStrategy: (change) => strategies.override(change, 'overrideStrategy'),
    addFrame: (schema) => frames.add(schema),
    listFrames: async () => frames.list(),
    removeFrame: (name) => frames.remove(name, 'removeFrame'),
    overrideFrame: (change) => frames.override(change, 'overrideFrame'),
    addWalker: (schema) => walkers.add(schema),
    listWalkers: async () => walkers.list(),
    removeWalker: (name) => walkers.remove(name, 'removeWalker'),
    overrideWalker: (change) => walkers.override(change, 'overrideWalker'),
    addSizing: (schema) => sizings.add(schema),
    listSizings: async () => sizings.list(),
    removeSizing: (name) => sizings.remove(name, 'removeSizing'),
    overrideSizing: (change) => sizings.override(change, 'overrideSizing'),
    addRisk: (schema) => risks.add(schema),
    listRisks: async () => risks.list(),
    removeRisk: (name) => risks.remove(name, 'removeRisk'),
    overrideRisk: (change) => risks.override(change, 'overrideRisk'),
    addOptimizer: (schema) => optimizers.add(schema),
    listOptimizers: async () => optimizers.list(),
    removeOptimizer: (name) => optimizers.remove(name, 'removeOptimizer'),
    overrideOptimizer: (change) => optimizers.override(change, 'overrideOptimizer'),
  };
}
