export type { CandleFeed, CandleGap, CandleSource, EngineError, RiskRule, StrategyContext, Trade } from '@tradewright/core';
export type { RunCounts as RunCountsLike } from '@tradewright/core/run';
