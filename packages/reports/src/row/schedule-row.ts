import type { Price, Side, TimestampMs } from '@tradewright/core';

/** Something that happened to a scheduled signal. An immediate signal's opening may be given too: it is told apart. */
export interface ScheduleRow {
  /** Engine time: of the scheduling, of the opening (`pendingAt`) or of the end. */
  readonly atMs: TimestampMs;
  readonly action: 'scheduled' | 'opened' | 'cancelled';
  readonly symbol: string;
  readonly strategyName: string;
  readonly exchangeName: string;
  readonly signalId: string;
  readonly position: Side;
  readonly note: string;
  readonly currentPrice: Price;
  readonly priceOpen: Price;
  readonly priceTakeProfit: Price;
  readonly priceStopLoss: Price;
  readonly scheduledAtMs: TimestampMs;
}
