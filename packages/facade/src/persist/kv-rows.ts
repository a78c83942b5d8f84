import { InputError, MINUTE_MS, restorePosition, restoreScheduled, type ActivePosition, type EngineState, type Open, type Plan, type Restored, type Rules, type Scheduled, type StoredSignal, type TimestampMs } from '@tradewright/core';
import { levelOf, livingRow, type RunNames } from '../tick-result.ts';
import type { IRiskActivePosition, IScheduledSignalRow, ISignalRow, PartialData, RiskData } from '../types.ts';

/** What a run's state is in rows: a position, a waiting entry, or neither. */
export interface Rows {
  readonly signal: ISignalRow | null;
  readonly schedule: IScheduledSignalRow | null;
}

export function rowsOf(state: EngineState | null, names: RunNames): Rows {
  if (state?.kind === 'opened' || state?.kind === 'active') return { signal: livingRow(state, names), schedule: null };
  // An entry at once is in no row before it is filled; nobody has heard of it, so a restart asks anew.
  if (state?.kind === 'scheduled' && state.plan.waits) return { signal: null, schedule: livingRow(state, names) as IScheduledSignalRow };
  return { signal: null, schedule: null };
}

/** @throws {InputError} `restore/signal` for a row that cannot be one */
export function positionOf(row: ISignalRow, levels: PartialData[string] | undefined, nowMs: TimestampMs, rules: Rules): Restored<Open> {
  return restorePosition({ ...storedOf(row), profitLevels: lengthOf(levels?.profitLevels), lossLevels: lengthOf(levels?.lossLevels) }, nowMs, rules);
}

/** @throws {InputError} `restore/signal` */
export function waitingOf(row: IScheduledSignalRow, nowMs: TimestampMs, rules: Rules): Restored<Scheduled> {
  return restoreScheduled(storedOf(row), nowMs, rules);
}

/** Levels in percent, as they were told. */
export function levelsOf({ position }: Open, { partials }: Rules): PartialData[string] | null {
  const { profitLevels, lossLevels } = position;
  if (profitLevels + lossLevels === 0) return null;
  const percents = (fracs: readonly number[], count: number): number[] => fracs.slice(0, count).map(levelOf);
  return { profitLevels: percents(partials.profitFracs, profitLevels), lossLevels: percents(partials.lossFracs, lossLevels) };
}

/** A slot as the seeds keep it. */
export function riskRowOf({ symbol, strategyName, exchangeName, plan, quantity, openedAtMs }: ActivePosition): RiskData[number] {
  const signal = livingRow({ kind: 'active', position: { plan, openedAtMs } } as Open, { symbol, strategyName, exchangeName });
  return [`${strategyName}:${symbol}`, { symbol, signal, strategyName, exchangeName, openTimestamp: openedAtMs, quantity }];
}

/** A slot from a row; `null` for one that does not say whose it is. */
export function slotOf(position: Partial<IRiskActivePosition> | null | undefined): ActivePosition | null {
  const { symbol, strategyName, exchangeName, signal, openTimestamp, quantity = 1 } = position ?? {};
  if (typeof symbol !== 'string' || typeof strategyName !== 'string' || typeof exchangeName !== 'string' || exchangeName === '' || typeof openTimestamp !== 'number') return null;
  if (typeof signal?.id !== 'string' || (signal.position !== 'long' && signal.position !== 'short')) return null;
  const { id, position: side, note, priceOpen, priceTakeProfit, priceStopLoss, minuteEstimatedTime } = signal;
  const scheduledAt = (signal as Partial<ISignalRow>).scheduledAt ?? openTimestamp;
  const plan: Plan = {
    id, side, note: note ?? '', entryPrice: priceOpen, takeProfitPrice: priceTakeProfit, stopLossPrice: priceStopLoss,
    lifetimeMs: minuteEstimatedTime * MINUTE_MS, createdAtMs: scheduledAt, waits: scheduledAt < openTimestamp,
  };
  return { symbol, strategyName, exchangeName, plan, quantity, openedAtMs: openTimestamp };
}

function storedOf(row: ISignalRow): StoredSignal {
  if (typeof row !== 'object' || Array.isArray(row)) throw new InputError('restore/signal', `A stored signal must be an object, not ${Array.isArray(row) ? 'an array' : typeof row}.`);
  const { id, position, note, priceOpen, priceTakeProfit, priceStopLoss, minuteEstimatedTime, scheduledAt, pendingAt, _isScheduled } = row;
  return {
    id, side: position, note, entryPrice: priceOpen, takeProfitPrice: priceTakeProfit, stopLossPrice: priceStopLoss, lifetimeMinutes: minuteEstimatedTime,
    createdAtMs: scheduledAt, openedAtMs: _isScheduled ? undefined : pendingAt, waits: scheduledAt < pendingAt,
  };
}

function lengthOf(levels: unknown): number {
  return Array.isArray(levels) ? levels.length : 0;
}
