import { Backtest } from './api/backtest.ts';
import { Heat } from './api/heat.ts';
import { Live } from './api/live.ts';
import { Portfolio } from './api/portfolio.ts';
import { PositionSize } from './api/position-size.ts';
import { Risk } from './api/risk.ts';
import { Walker } from './api/walker.ts';
import { Backtests } from './backtests.ts';
import { READABLE_DEFAULTS, type ConfigInput, type ReadableConfig } from './config.ts';
import { assemble, type Replacements } from './container.ts';
import { contextFunctions, type ContextFunctions } from './context-functions.ts';
import { emittersOf, type Emitters } from './emitters.ts';
import { houseOf } from './live-house.ts';
import { Lives } from './lives.ts';
import { libOf, type Lib } from './lib.ts';
import { listening, type Listening } from './listening.ts';
import { checkOptions } from './check-options.ts';
import { registering, type Registering } from './registering.ts';
import { adaptersOf, type PersistAdapters } from './persist/adapters.ts';
import { PARTIAL, PERFORMANCE, SCHEDULE } from './report/kinds.ts';
import { PairReports } from './report/pair-reports.ts';
import { toError } from './to-error.ts';
import type { ILogger, PartialStatistics, PerformanceStatistics, ScheduleStatistics } from './types.ts';

export interface TradewrightOptions extends Replacements {
  readonly config?: ConfigInput;
}

/** One isolated instance: its own registry, configuration, events and runs. Functions need no `this`. */
export interface Tradewright extends Listening, ContextFunctions, Registering, PersistAdapters {
  readonly Backtest: Backtest;
  readonly Live: Live;
  /** Ours: many symbols and strategies, one clock, one account. */
  readonly Portfolio: Portfolio;
  readonly PositionSize: PositionSize;
  readonly Walker: Walker;
  readonly Heat: Heat;
  /** What became of scheduled signals. */
  readonly Schedule: PairReports<ScheduleStatistics>;
  /** Levels on the way to targets and stops. */
  readonly Partial: PairReports<PartialStatistics>;
  /** Signals that risk profiles refused; and ours: the kill switch of live trading. */
  readonly Risk: Risk;
  /** How long things took. */
  readonly Performance: PairReports<PerformanceStatistics>;
  readonly emitters: Emitters;
  readonly lib: Lib;
  setLogger(logger: ILogger): void;
  setConfig(partial: ConfigInput, unsafe?: boolean): void;
  getConfig(): ReadableConfig;
  /** The frozen defaults. */
  getDefaultConfig(): Readonly<ReadableConfig>;
  /** Ours: ends all live runs where they stand. Nothing is cancelled; whoever starts them again goes on. Resolves when they have ended. */
  shutdown(): Promise<void>;
  /** Ends the instance's streams and lets go of its parts; live runs end where they stand. */
  dispose(): void;
}

/** @throws {InputError} `options/invalid`; `config/invalid`, `config/unknown`; `logger/shape` */
export function createTradewright(options: TradewrightOptions = {}): Tradewright {
  checkOptions(options);
  const { parts, dispose } = assemble(options);
  const { registry, config, events, listeners, logger } = parts;
  try {
    if (options.config !== undefined) config.set(options.config);
  } catch (error) {
    dispose(); // nobody else could
    throw error;
  }
  const backtests = new Backtests(parts);
  const lives = new Lives(parts, houseOf(options, parts));
  return {
    Backtest: new Backtest(parts, backtests),
    Live: new Live(parts, lives),
    Portfolio: new Portfolio(parts),
    PositionSize: new PositionSize(parts),
    Walker: new Walker(parts, backtests),
    Heat: new Heat(parts),
    Schedule: new PairReports(parts, SCHEDULE),
    Partial: new PairReports(parts, PARTIAL),
    Risk: new Risk(parts, lives),
    Performance: new PairReports(parts, PERFORMANCE),
    ...registering(registry),
    ...listening(listeners),
    ...contextFunctions(parts),
    ...adaptersOf(parts.persisted),
    emitters: emittersOf(events),
    lib: libOf(parts),
    setLogger: (given) => logger.use(given),
    setConfig: (partial, unsafe) => config.set(partial, unsafe),
    getConfig: () => config.copy(),
    getDefaultConfig: () => READABLE_DEFAULTS,
    shutdown: () => lives.shutdown(),
    dispose() {
      if (lives.underWay) lives.shutdown().catch((error: unknown) => parts.logger.warn('live shutdown', toError(error).message));
      lives.dispose();
      dispose();
    },
  };
}
