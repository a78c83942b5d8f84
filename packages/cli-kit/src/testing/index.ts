export { CommandBench, type Ended, type Started, type StartOptions } from './command-bench.ts';
export { csv, DAY_START_MS, gzip, minutes, type Row } from './candles.ts';
export { steplessExchange, type SteplessExchange } from './stepless-exchange.ts';
export { strategy, type StrategyText } from './strategies.ts';
export { untilAsked, type CountingExchange } from './until-asked.ts';
