/** Which strategy, exchange and frame a backtest puts together. */
export interface IBacktestContext {
  strategyName: string;
  exchangeName: string;
  frameName: string;
}

/** Which strategy and exchange live trading puts together. */
export interface ILiveContext {
  strategyName: string;
  exchangeName: string;
}

/** The instant and the market of a hook: what `ExecutionContextService` carries. */
export interface IExecutionContext {
  symbol: string;
  when: Date;
  backtest: boolean;
}

/** Whose hook it is: what `MethodContextService` carries. `frameName` is empty in live trading. */
export interface IMethodContext {
  strategyName: string;
  exchangeName: string;
  frameName: string;
}
