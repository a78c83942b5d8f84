import type { IStrategySchema, IStrategyTickResult } from './types.ts';

/** Calls the strategy's callbacks for one result, in the documented order; a callback that throws or rejects is reported. */
export function callBack({ callbacks }: IStrategySchema, result: IStrategyTickResult, backtest: boolean, report: (error: unknown) => void): void {
  if (callbacks === undefined) return;
  const call = (hook: () => unknown): void => {
    try {
      const returned = hook();
      if (returned instanceof Promise) returned.catch(report);
    } catch (error) {
      report(error);
    }
  };
  const { symbol, currentPrice } = result;
  switch (result.action) {
    case 'idle':
      call(() => callbacks.onIdle?.(symbol, currentPrice, backtest));
      break;
    case 'scheduled':
      call(() => callbacks.onSchedule?.(symbol, result.signal, currentPrice, backtest));
      break;
    case 'opened':
      call(() => callbacks.onWrite?.(symbol, result.signal, backtest));
      call(() => callbacks.onOpen?.(symbol, result.signal, currentPrice, backtest));
      break;
    case 'closed':
      call(() => callbacks.onClose?.(symbol, result.signal, currentPrice, backtest));
      call(() => callbacks.onWrite?.(symbol, null, backtest));
      break;
    case 'cancelled':
      call(() => callbacks.onCancel?.(symbol, result.signal, currentPrice, backtest));
      break;
    case 'active':
      break; // `onActive` speaks of a position restored after a restart, not of every tick
  }
  call(() => callbacks.onTick?.(symbol, result, backtest));
}
