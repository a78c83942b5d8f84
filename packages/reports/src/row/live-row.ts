import type { Price, Side, TimestampMs } from '@tradewright/core';
import type { ClosedRow } from './closed-row.ts';

/** One tick result of a live run. What an action does not have is `null`. */
export interface LiveRow {
  readonly atMs: TimestampMs;
  readonly action: 'idle' | 'scheduled' | 'opened' | 'active' | 'closed' | 'cancelled';
  readonly symbol: string;
  readonly strategyName: string;
  readonly signalId: string | null;
  readonly position: Side | null;
  readonly note: string | null;
  readonly currentPrice: Price;
  readonly priceOpen: Price | null;
  readonly priceTakeProfit: Price | null;
  readonly priceStopLoss: Price | null;
  /** Percent of the way to the target and to the stop, 0 to 100. */
  readonly percentTp: number | null;
  readonly percentSl: number | null;
  /** The trade, where the action is `closed`. */
  readonly closed: ClosedRow | null;
}
