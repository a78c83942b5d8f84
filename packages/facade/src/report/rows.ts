import { MINUTE_MS, type TimestampMs } from '@tradewright/core';
import { closedRowOf, type LiveRow, type PartialRow, type PerformanceRow, type RiskRow, type ScheduleRow } from '@tradewright/reports';
import type { IStrategyTickResult, LiveEvent, PartialLevelEvent, PartialProfitContract, PerformanceContract, RiskContract, ScheduleEvent } from '../types.ts';

type OrderResult = Extract<IStrategyTickResult, { action: 'scheduled' | 'opened' | 'cancelled' }>;

export function scheduleRowOf(result: OrderResult): ScheduleRow {
  const { action, symbol, strategyName, exchangeName, currentPrice, signal } = result;
  const { id, position, note, priceOpen, priceTakeProfit, priceStopLoss, scheduledAt } = signal;
  const atMs = action === 'cancelled' ? result.closeTimestamp : action === 'opened' ? signal.pendingAt : scheduledAt;
  return { atMs, action, symbol, strategyName, exchangeName, signalId: id, position, note, currentPrice, priceOpen, priceTakeProfit, priceStopLoss, scheduledAtMs: scheduledAt };
}

export function liveRowOf(result: IStrategyTickResult, atMs: TimestampMs): LiveRow {
  const { action, symbol, strategyName, exchangeName, currentPrice, signal } = result;
  const [percentTp, percentSl] = action === 'active' ? [result.percentTp, result.percentSl] : [null, null];
  const closed = action === 'closed' ? closedRowOf(result.trade, { symbol, strategyName, exchangeName }) : null;
  const head = { atMs, action, symbol, strategyName, currentPrice, percentTp, percentSl, closed };
  if (signal === null) return { ...head, signalId: null, position: null, note: null, priceOpen: null, priceTakeProfit: null, priceStopLoss: null };
  const { id, position, note, priceOpen, priceTakeProfit, priceStopLoss } = signal;
  return { ...head, signalId: id, position, note, priceOpen, priceTakeProfit, priceStopLoss };
}

export function liveEventOf(result: IStrategyTickResult, atMs: TimestampMs): LiveEvent {
  const { action, symbol, currentPrice, signal } = result;
  const event: LiveEvent = { timestamp: atMs, action, symbol, currentPrice };
  if (signal === null) return event;
  const { id, position, note, priceOpen, priceTakeProfit, priceStopLoss } = signal;
  Object.assign(event, { signalId: id, position, note, openPrice: priceOpen, takeProfit: priceTakeProfit, stopLoss: priceStopLoss });
  if (action === 'active') Object.assign(event, { percentTp: result.percentTp, percentSl: result.percentSl });
  if (action === 'closed') Object.assign(event, { pnl: result.pnl.pnlPercentage, closeReason: result.closeReason, duration: (result.closeTimestamp - result.signal.pendingAt) / MINUTE_MS });
  return event;
}

export function scheduleEventOf({ atMs, action, symbol, signalId, position, note, currentPrice, priceOpen, priceTakeProfit, priceStopLoss, scheduledAtMs }: ScheduleRow): ScheduleEvent {
  const event: ScheduleEvent = { timestamp: atMs, action, symbol, signalId, position, note, currentPrice, priceOpen, takeProfit: priceTakeProfit, stopLoss: priceStopLoss };
  if (action !== 'scheduled') event.duration = (atMs - scheduledAtMs) / MINUTE_MS;
  if (action === 'cancelled') event.closeTimestamp = atMs;
  return event;
}

export function partialRowOf(direction: 'profit' | 'loss', { timestamp, symbol, strategyName, data, level, currentPrice, backtest }: PartialProfitContract): PartialRow {
  return { atMs: timestamp, action: direction, symbol, strategyName, signalId: data.id, position: data.position, level, currentPrice, backtest };
}

export function levelEventOf({ atMs, ...row }: PartialRow): PartialLevelEvent {
  return { timestamp: atMs, ...row };
}

export function riskRowOf({ timestamp, symbol, strategyName, exchangeName, pendingSignal, currentPrice, activePositionCount, comment, message }: RiskContract): RiskRow {
  const { id, position, note, priceOpen, priceTakeProfit, priceStopLoss } = pendingSignal;
  return {
    atMs: timestamp, symbol, strategyName, exchangeName, signalId: id ?? null, position: position === 'short' ? 'short' : 'long', note: note ?? '',
    priceOpen: priceOpen ?? null, priceTakeProfit, priceStopLoss, currentPrice, activePositionCount,
    reason: comment === 'N/A' ? message : `${comment} (${message})`,
  };
}

export function performanceRowOf({ timestamp, previousTimestamp, metricType, duration }: PerformanceContract): PerformanceRow {
  return { atMs: timestamp, previousAtMs: previousTimestamp, metricType, durationMs: duration };
}
