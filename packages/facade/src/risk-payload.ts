import { MINUTE_MS, type Plan } from '@tradewright/core';
import type { IRiskActivePosition, IRiskCheckArgs, IRiskValidationPayload, ISignalDto } from './types.ts';

const FIELDS = ['id', 'position', 'note', 'priceOpen', 'priceTakeProfit', 'priceStopLoss', 'minuteEstimatedTime'] as const;

/** A copy of what a strategy answered: whatever is done to it is done to nobody else. */
export function copyOfDto(dto: Partial<ISignalDto>): ISignalDto {
  return Object.fromEntries(FIELDS.filter((field) => dto[field] !== undefined).map((field) => [field, dto[field]])) as unknown as ISignalDto;
}

/** The signal that a plan came from, as far as the plan still tells. */
export function dtoOf({ id, side, note, entryPrice, takeProfitPrice, stopLossPrice, lifetimeMs }: Plan): ISignalDto {
  return { id, position: side, note, priceOpen: entryPrice, priceTakeProfit: takeProfitPrice, priceStopLoss: stopLossPrice, minuteEstimatedTime: lifetimeMs / MINUTE_MS };
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
