export type { CandleSource, StrategyContext, Trade } from '@tradewright/core';
export type { RunCounts as RunCountsLike } from '@tradewright/core/run';
