import { createTradewright, type Tradewright } from '../src/create.ts';
import { ExecutionContextService } from '../src/execution-context-service.ts';
import { MethodContextService } from '../src/method-context-service.ts';
import type { IExecutionContext, IMethodContext } from '../src/types.ts';
import { Market, minute, QuickClock, telling } from './market.ts';
import { FREE, NAMES, SYMBOL } from './world.ts';

/** An execution context at a minute. */
export const at = (n: number, over: Partial<IExecutionContext> = {}): IExecutionContext => ({ symbol: SYMBOL, when: new Date(minute(n)), backtest: true, ...over });
export const method = (over: Partial<IMethodContext> = {}): IMethodContext => ({ ...NAMES, ...over });

/** Both contexts around a call, as users' tests write it. */
export function within<T>(n: number, call: () => T, over: Partial<IExecutionContext> = {}): T {
  return MethodContextService.runInContext(() => ExecutionContextService.runInContext(call, at(n, over)), method());
}

/** An instance that knows an exchange and nothing else. */
export function instance(market: Market = new Market(telling(-2000, 500))): { readonly tw: Tradewright; readonly market: Market } {
  const tw = createTradewright({ clock: new QuickClock(minute(100_000)), config: { ...FREE, CC_GET_CANDLES_RETRY_COUNT: 1 } });
  tw.addExchange(market);
  return { tw, market };
}
