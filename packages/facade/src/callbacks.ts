import { enterToEnd } from './context.ts';
import { HookContext } from './hook-context.ts';
import type { EventOrigin } from './run-scope.ts';
import type { IStrategySchema, IStrategyTickResult } from './types.ts';

/** Calls the strategy's callbacks for one result, in the documented order; a callback that throws or rejects is reported. */
export function callBack({ callbacks }: IStrategySchema, result: IStrategyTickResult, { scope, atMs }: EventOrigin, report: (error: unknown) => void): void {
  if (callbacks === undefined) return;
  const call = (hook: ((...given: never[]) => unknown) | undefined, invoke: () => unknown): void => {
    if (hook !== undefined) void enterToEnd(new HookContext(scope, atMs, null), invoke, report);
  };
  const { symbol, currentPrice } = result;
  switch (result.action) {
    case 'idle':
      call(callbacks.onIdle, () => callbacks.onIdle?.(symbol, currentPrice, true));
      break;
    case 'scheduled':
      call(callbacks.onSchedule, () => callbacks.onSchedule?.(symbol, result.signal, currentPrice, true));
      break;
    case 'opened':
      call(callbacks.onWrite, () => callbacks.onWrite?.(symbol, result.signal, true));
      call(callbacks.onOpen, () => callbacks.onOpen?.(symbol, result.signal, currentPrice, true));
      break;
    case 'closed':
      call(callbacks.onClose, () => callbacks.onClose?.(symbol, result.signal, currentPrice, true));
      call(callbacks.onWrite, () => callbacks.onWrite?.(symbol, null, true));
      break;
    case 'cancelled':
      call(callbacks.onCancel, () => callbacks.onCancel?.(symbol, result.signal, currentPrice, true));
      break;
    case 'active':
      break; // `onActive` speaks of a position restored after a restart, not of every tick
  }
  call(callbacks.onTick, () => callbacks.onTick?.(symbol, result, true));
}
