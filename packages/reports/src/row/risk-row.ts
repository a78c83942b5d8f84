import type { Price, Side, TimestampMs } from '@tradewright/core';

/** A signal that risk refused. */
export interface RiskRow {
  readonly atMs: TimestampMs;
  readonly symbol: string;
  readonly strategyName: string;
  readonly exchangeName: string;
  readonly signalId: string | null;
  readonly position: Side;
  readonly note: string;
  /** `null` for a signal at the market. */
  readonly priceOpen: Price | null;
  readonly priceTakeProfit: Price;
  readonly priceStopLoss: Price;
  readonly currentPrice: Price;
  readonly activePositionCount: number;
  readonly reason: string;
}
