import type { Open, Price, Scheduled, TradeEvent } from '@tradewright/core';
import { enterToEnd } from './context.ts';
import { HookContext } from './hook-context.ts';
import type { EventOrigin } from './run-scope.ts';
import { rowOf, waitingRow } from './tick-result.ts';
import type { IStrategySchema, IStrategyTickResult } from './types.ts';

/**
 * Calls the strategy's callbacks for one result, in the documented order; a callback that throws or rejects is reported.
 *
 * @param stillWaiting - the entry waits as it did before, which `onSchedule` has been told
 */
export function callBack({ callbacks }: IStrategySchema, result: IStrategyTickResult, { scope, atMs }: EventOrigin, report: (error: unknown) => void, stillWaiting = false): void {
  if (callbacks === undefined) return;
  const { backtest } = scope;
  const call = (hook: ((...given: never[]) => unknown) | undefined, invoke: () => unknown): void => {
    if (hook !== undefined) void enterToEnd(new HookContext(scope, atMs, null), invoke, report);
  };
  const { symbol, currentPrice } = result;
  switch (result.action) {
    case 'idle':
      call(callbacks.onIdle, () => callbacks.onIdle?.(symbol, currentPrice, backtest));
      break;
    case 'scheduled':
      if (!stillWaiting) call(callbacks.onSchedule, () => callbacks.onSchedule?.(symbol, result.signal, currentPrice, backtest));
      break;
    case 'opened':
      call(callbacks.onWrite, () => callbacks.onWrite?.(symbol, result.signal, backtest));
      call(callbacks.onOpen, () => callbacks.onOpen?.(symbol, result.signal, currentPrice, backtest));
      break;
    case 'closed':
      call(callbacks.onClose, () => callbacks.onClose?.(symbol, result.signal, currentPrice, backtest));
      call(callbacks.onWrite, () => callbacks.onWrite?.(symbol, null, backtest));
      break;
    case 'cancelled':
      call(callbacks.onCancel, () => callbacks.onCancel?.(symbol, result.signal, currentPrice, backtest));
      break;
    case 'active':
      break; // `onActive` speaks of a position restored after a restart, not of every tick
  }
  call(callbacks.onTick, () => callbacks.onTick?.(symbol, result, backtest));
}

/** Calls `onActive` or `onSchedule` for a signal that lived before a restart. */
export function callBackRestored({ callbacks }: IStrategySchema, state: Scheduled | Open, price: Price, { scope, atMs }: EventOrigin, report: (error: unknown) => void): void {
  const { names, backtest } = scope;
  const waits = state.kind === 'scheduled';
  if ((waits ? callbacks?.onSchedule : callbacks?.onActive) === undefined) return;
  const call = (): unknown =>
    waits ? callbacks?.onSchedule?.(names.symbol, waitingRow(state.plan, names), price, backtest) : callbacks?.onActive?.(names.symbol, rowOf(state.position.plan, state.position.openedAtMs, names), price, backtest);
  void enterToEnd(new HookContext(scope, atMs, null), call, report);
}

/** Calls the callbacks of a position under way: one of the two, at every candle, unless the price is at the entry. */
export function callBackPartial({ callbacks }: IStrategySchema, event: Extract<TradeEvent, { kind: 'active' }>, { scope, atMs }: EventOrigin, report: (error: unknown) => void): void {
  const { position, price, toTakeProfitFrac, toStopLossFrac } = event;
  const hook = toTakeProfitFrac > 0 ? callbacks?.onPartialProfit : toStopLossFrac > 0 ? callbacks?.onPartialLoss : undefined;
  if (hook === undefined) return;
  const { names } = scope;
  const percent = (toTakeProfitFrac > 0 ? toTakeProfitFrac : toStopLossFrac) * 100;
  void enterToEnd(new HookContext(scope, atMs, null), () => hook.call(callbacks, names.symbol, rowOf(position.plan, position.openedAtMs, names), price, percent, scope.backtest), report);
}
