export type { CandleFeed, CandleGap, CandleSource, EngineError, StrategyContext, Trade } from '@tradewright/core';
export type { RunCounts as RunCountsLike } from '@tradewright/core/run';
