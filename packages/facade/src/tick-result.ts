import type { CancelReason, ExitReason, Open, Plan, Scheduled, TradeEvent } from '@tradewright/core';
import { MINUTE_MS } from '@tradewright/core';
import type { IScheduledSignalRow, ISignalRow, IStrategyTickResult, StrategyCancelReason, StrategyCloseReason } from './types.ts';

/** Whose event it is. */
export interface RunNames {
  readonly symbol: string;
  readonly strategyName: string;
  readonly exchangeName: string;
}

const CLOSE_REASONS: Readonly<Record<ExitReason, StrategyCloseReason>> = { 'take-profit': 'take_profit', 'stop-loss': 'stop_loss', 'time-expired': 'time_expired', command: 'command' };
const CANCEL_REASONS: Readonly<Record<CancelReason, StrategyCancelReason>> = { timeout: 'timeout', 'stop-loss': 'stop_loss', rejected: 'rejected', stopped: 'stopped', command: 'command' };

/** What is ours to say of a live tick. */
export type TickNote = Pick<IStrategyTickResult, 'late' | 'recoveredAfterMs'>;

/** An event of the engine as the seeds' tick result, or `null` where they have none for it. */
export function tickResultOf(event: TradeEvent, names: RunNames, note?: TickNote): IStrategyTickResult | null {
  const { symbol, strategyName, exchangeName } = names;
  const head = { strategyName, exchangeName, symbol, currentPrice: event.price, ...note };
  switch (event.kind) {
    case 'idle':
      return { action: 'idle', signal: null, ...head };
    case 'scheduled':
    case 'waiting':
      return { action: 'scheduled', signal: waitingRow(event.plan, names), ...head };
    case 'opened':
      return { action: 'opened', signal: rowOf(event.position.plan, event.position.openedAtMs, names), ...head };
    case 'active': {
      const signal = rowOf(event.position.plan, event.position.openedAtMs, names);
      return { action: 'active', signal, percentTp: event.toTakeProfitFrac * 100, percentSl: event.toStopLossFrac * 100, ...head };
    }
    case 'closed': {
      const { trade } = event;
      return {
        action: 'closed',
        signal: rowOf(trade.plan, trade.openedAtMs, names),
        closeReason: CLOSE_REASONS[trade.reason],
        closeTimestamp: trade.closedAtMs,
        pnl: { pnlPercentage: trade.pnlFrac * 100, priceOpen: trade.entry.quotedPrice, priceClose: trade.exit.quotedPrice },
        ambiguous: trade.ambiguous,
        truncated: trade.truncated,
        reasonText: trade.reasonText,
        trade,
        ...head,
      };
    }
    case 'cancelled':
      return { action: 'cancelled', signal: waitingRow(event.plan, names), closeTimestamp: event.atMs, reason: CANCEL_REASONS[event.reason], truncated: event.truncated, ...head };
    case 'partial':
    case 'refused':
      return null;
  }
}

/** A partial level as it was configured, in percent: what 0.07 × 100 comes to in binary is nobody's level. */
export function levelOf(levelFrac: number): number {
  return Number((levelFrac * 100).toPrecision(12));
}

/** The row of a signal that lives. */
export function livingRow(state: Scheduled | Open, names: RunNames): ISignalRow | IScheduledSignalRow {
  return state.kind === 'scheduled' ? waitingRow(state.plan, names) : rowOf(state.position.plan, state.position.openedAtMs, names);
}

export function waitingRow(plan: Plan, names: RunNames): IScheduledSignalRow {
  return { ...rowOf(plan, plan.createdAtMs, names), _isScheduled: true };
}

export function rowOf(plan: Plan, pendingAt: number, { symbol, strategyName, exchangeName }: RunNames): ISignalRow {
  return {
    id: plan.id,
    position: plan.side,
    note: plan.note,
    priceOpen: plan.entryPrice,
    priceTakeProfit: plan.takeProfitPrice,
    priceStopLoss: plan.stopLossPrice,
    minuteEstimatedTime: plan.lifetimeMs / MINUTE_MS,
    exchangeName,
    strategyName,
    symbol,
    scheduledAt: plan.createdAtMs,
    pendingAt,
    _isScheduled: false,
  };
}
