import { createTradewright, type Tradewright } from './create.ts';

/** The instance behind the module-level functions. */
const defaultInstance: Tradewright = createTradewright();

export const Backtest: Tradewright['Backtest'] = defaultInstance.Backtest;
export const addExchange: Tradewright['addExchange'] = defaultInstance.addExchange;
export const addStrategy: Tradewright['addStrategy'] = defaultInstance.addStrategy;
export const addFrame: Tradewright['addFrame'] = defaultInstance.addFrame;
export const listExchanges: Tradewright['listExchanges'] = defaultInstance.listExchanges;
export const listStrategies: Tradewright['listStrategies'] = defaultInstance.listStrategies;
export const listFrames: Tradewright['listFrames'] = defaultInstance.listFrames;
export const listenSignalBacktest: Tradewright['listenSignalBacktest'] = defaultInstance.listenSignalBacktest;
export const listenDoneBacktest: Tradewright['listenDoneBacktest'] = defaultInstance.listenDoneBacktest;
export const listenBacktestProgress: Tradewright['listenBacktestProgress'] = defaultInstance.listenBacktestProgress;
export const listenError: Tradewright['listenError'] = defaultInstance.listenError;
export const setLogger: Tradewright['setLogger'] = defaultInstance.setLogger;
export const setConfig: Tradewright['setConfig'] = defaultInstance.setConfig;
export const getConfig: Tradewright['getConfig'] = defaultInstance.getConfig;

export { createTradewright, type Tradewright, type TradewrightOptions } from './create.ts';
export { getAveragePrice, getCandles, getDate, getMode } from './context-functions.ts';
export { DEFAULT_CONFIG, type ConfigInput, type GlobalConfig } from './config.ts';
export { SystemClock } from './system-clock.ts';
export { BacktestStream } from './backtest-stream.ts';
export type { Backtest as BacktestUtils, BacktestRunOptions } from './api/backtest.ts';
export type { Listener } from './listeners.ts';
export type * from './types.ts';
