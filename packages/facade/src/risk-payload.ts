import { MINUTE_MS, type Plan, type RiskRequest, type Signal } from '@tradewright/core';
import type { IRiskActivePosition, IRiskCheckArgs, IRiskValidationPayload, ISignalDto, ISignalRow } from './types.ts';

const FIELDS = ['id', 'position', 'note', 'priceOpen', 'priceTakeProfit', 'priceStopLoss', 'minuteEstimatedTime'] as const;

/** A copy of what a strategy answered: whatever is done to it is done to nobody else. */
export function copyOfDto(dto: Partial<ISignalDto>): ISignalDto {
  return Object.fromEntries(FIELDS.filter((field) => dto[field] !== undefined).map((field) => [field, dto[field]])) as unknown as ISignalDto;
}

/** The signal that a plan came from, as far as the plan still tells. */
export function dtoOf({ id, side, note, entryPrice, takeProfitPrice, stopLossPrice, lifetimeMs }: Plan): ISignalDto {
  return { id, position: side, note, priceOpen: entryPrice, priceTakeProfit: takeProfitPrice, priceStopLoss: stopLossPrice, minuteEstimatedTime: lifetimeMs / MINUTE_MS };
}

/** The plan behind a row. */
export function planOf({ id, position, note, priceOpen, priceTakeProfit, priceStopLoss, minuteEstimatedTime, scheduledAt, _isScheduled }: ISignalRow): Plan {
  const lifetimeMs = minuteEstimatedTime * MINUTE_MS;
  return { id, side: position, note, entryPrice: priceOpen, takeProfitPrice: priceTakeProfit, stopLossPrice: priceStopLoss, lifetimeMs, createdAtMs: scheduledAt, waits: _isScheduled };
}

/** What ready rules are asked about a signal that no run has: of one unit. `null` where it says too little. */
export function handMade({ symbol, strategyName, exchangeName, pendingSignal, currentPrice, timestamp }: IRiskCheckArgs): Omit<RiskRequest, 'activePositions'> | null {
  const { id = '', position, note = '', priceOpen, priceTakeProfit, priceStopLoss, minuteEstimatedTime = 0 } = (pendingSignal ?? {}) as Partial<ISignalDto>;
  const entryPrice = priceOpen ?? currentPrice;
  if (position !== 'long' && position !== 'short') return null;
  if (![entryPrice, priceTakeProfit, priceStopLoss].every((price) => Number.isFinite(price))) return null;
  const plan = { id, side: position, note, entryPrice, takeProfitPrice: priceTakeProfit!, stopLossPrice: priceStopLoss!, lifetimeMs: minuteEstimatedTime * MINUTE_MS, createdAtMs: timestamp, waits: false };
  return { symbol, strategyName, exchangeName, plan, at: 'creation', price: currentPrice, nowMs: timestamp, quantity: 1, account: null };
}

/** What a strategy said, as far as the engine's words still tell. */
export function dtoOfSignal({ id, side, note, entryPrice, takeProfitPrice, stopLossPrice, lifetimeMinutes }: Signal): ISignalDto {
  return copyOfDto({ id, position: side, note, priceOpen: entryPrice, priceTakeProfit: takeProfitPrice, priceStopLoss: stopLossPrice, minuteEstimatedTime: lifetimeMinutes });
}

/** Whether a plan can have come from an answer: one that came too late came to nothing. */
export function isPlanOf(dto: ISignalDto, plan: Plan): boolean {
  const meant = dtoOf(plan);
  return FIELDS.every((field) => field === 'id' || field === 'note' || dto[field] === meant[field] || (field === 'priceOpen' && (dto.priceOpen ?? null) === null));
}

/** Copies that a user may keep and change. `pendingSignal` may be missing where a user asks by hand. */
export function copyOfArgs(args: IRiskCheckArgs): IRiskCheckArgs {
  const { symbol, pendingSignal, strategyName, exchangeName, currentPrice, timestamp } = args;
  return { symbol, pendingSignal: pendingSignal === undefined ? pendingSignal : copyOfDto(pendingSignal), strategyName, exchangeName, currentPrice, timestamp };
}

export function payloadOf(args: IRiskCheckArgs, positions: readonly IRiskActivePosition[]): IRiskValidationPayload {
  const activePositions = positions.map((position) => ({ ...position, signal: position.signal === null ? null : { ...position.signal } }));
  return { ...copyOfArgs(args), activePositionCount: positions.length, activePositions };
}
