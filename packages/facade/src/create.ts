import { Backtest } from './api/backtest.ts';
import type { ConfigInput, GlobalConfig } from './config.ts';
import { assemble, type Replacements } from './container.ts';
import { contextFunctions, type ContextFunctions } from './context-functions.ts';
import { emittersOf, type Emitters } from './emitters.ts';
import { listening, type Listening } from './listening.ts';
import type { IExchangeSchema, IFrameSchema, ILogger, IStrategySchema } from './types.ts';

export interface TradewrightOptions extends Replacements {
  readonly config?: ConfigInput;
}

/** One isolated instance: its own registry, configuration, events and runs. Functions need no `this`. */
export interface Tradewright extends Listening, ContextFunctions {
  readonly Backtest: Backtest;
  addExchange(schema: IExchangeSchema): void;
  addStrategy(schema: IStrategySchema): void;
  addFrame(schema: IFrameSchema): void;
  listExchanges(): Promise<IExchangeSchema[]>;
  listStrategies(): Promise<IStrategySchema[]>;
  listFrames(): Promise<IFrameSchema[]>;
  readonly emitters: Emitters;
  setLogger(logger: ILogger): void;
  setConfig(partial: ConfigInput, unsafe?: boolean): void;
  getConfig(): GlobalConfig;
  /** Ends the instance's streams and lets go of its parts. */
  dispose(): void;
}

/** @throws {InputError} `config/invalid`, `config/unknown` */
export function createTradewright(options: TradewrightOptions = {}): Tradewright {
  const { parts, dispose } = assemble(options);
  const { registry, config, events, listeners, logger } = parts;
  try {
    if (options.config !== undefined) config.set(options.config);
  } catch (error) {
    dispose(); // nobody else could
    throw error;
  }
  return {
    Backtest: new Backtest(parts),
    addExchange: (schema) => registry.exchanges.add(schema),
    addStrategy: (schema) => registry.strategies.add(schema),
    addFrame: (schema) => registry.frames.add(schema),
    listExchanges: async () => registry.exchanges.list(),
    listStrategies: async () => registry.strategies.list(),
    listFrames: async () => registry.frames.list(),
    ...listening(listeners),
    ...contextFunctions(parts),
    emitters: emittersOf(events),
    setLogger: (given) => logger.use(given),
    setConfig: (partial, unsafe) => config.set(partial, unsafe),
    getConfig: () => ({ ...config.values }),
    dispose,
  };
}
