import { signOf, type Price, type Side, type TimestampMs, type Trade } from '@tradewright/core';

/** A closed trade as reports see it. Percentages are percent of the entry price: `1.2` is +1.2 %. */
export interface ClosedRow {
  readonly symbol: string;
  readonly strategyName: string;
  readonly exchangeName: string;
  readonly signalId: string;
  readonly position: Side;
  readonly note: string;
  readonly priceOpen: Price;
  readonly priceClose: Price;
  readonly priceTakeProfit: Price;
  readonly priceStopLoss: Price;
  /** Net, fees and slippage of both legs included. */
  readonly pnlPercentage: number;
  /** The result at the stop and at the target where the trade is ambiguous; else both equal `pnlPercentage`. */
  readonly pnlLowPercentage: number;
  readonly pnlHighPercentage: number;
  /** Maximum adverse excursion, ≤ 0, and maximum favourable excursion, ≥ 0, costs left out. */
  readonly maePercentage: number;
  readonly mfePercentage: number;
  /** What both legs cost in fees and in slippage, ≥ 0; without them the result would be that much higher. */
  readonly feePercentage: number;
  readonly slippagePercentage: number;
  /** One candle left open whether stop or target came first. */
  readonly ambiguous: boolean;
  /** The data ended under the position. */
  readonly truncated: boolean;
  /** In the seeds' words: `take_profit`, `stop_loss`, `time_expired`, `command`. */
  readonly closeReason: string;
  readonly scheduledAtMs: TimestampMs;
  /** When the position was opened, the seeds' `pendingAt`. */
  readonly openedAtMs: TimestampMs;
  readonly closedAtMs: TimestampMs;
}

/** The row of a trade of core: what the packages use without the facade. */
export function closedRowOf(trade: Trade, names: Pick<ClosedRow, 'symbol' | 'strategyName' | 'exchangeName'>): ClosedRow {
  const { plan, entry, exit } = trade;
  return {
    symbol: names.symbol,
    strategyName: names.strategyName,
    exchangeName: names.exchangeName,
    signalId: plan.id,
    position: plan.side,
    note: plan.note,
    priceOpen: entry.quotedPrice,
    priceClose: exit.quotedPrice,
    priceTakeProfit: plan.takeProfitPrice,
    priceStopLoss: plan.stopLossPrice,
    pnlPercentage: trade.pnlFrac * 100,
    pnlLowPercentage: trade.pnlLowFrac * 100,
    pnlHighPercentage: trade.pnlHighFrac * 100,
    maePercentage: trade.maeFrac * 100,
    mfePercentage: trade.mfeFrac * 100,
    feePercentage: (entry.feeFrac + exit.feeFrac) * 100,
    slippagePercentage: (moveFrac(plan.side, entry.quotedPrice, exit.quotedPrice) - moveFrac(plan.side, entry.price, exit.price)) * 100,
    ambiguous: trade.ambiguous,
    truncated: trade.truncated,
    closeReason: trade.reason.replaceAll('-', '_'),
    scheduledAtMs: plan.createdAtMs,
    openedAtMs: trade.openedAtMs,
    closedAtMs: trade.closedAtMs,
  };
}

/** What the price did for a position, as a fraction of the price it began at. */
function moveFrac(side: Side, from: Price, to: Price): number {
  return (signOf(side) * (to - from)) / from;
}
