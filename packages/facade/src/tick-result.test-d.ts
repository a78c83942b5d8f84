import { expectTypeOf } from 'vitest';
import type { IScheduledSignalRow, ISignalRow, IStrategyBacktestResult, IStrategyTickResult, StrategyCancelReason, StrategyCloseReason } from './types.ts';

// Compiled by `tsc -p tsconfig.test.json`: every `@ts-expect-error` must stand over a real mistake.

export function readResult(result: IStrategyTickResult): void {
  expectTypeOf(result.action).toEqualTypeOf<'idle' | 'scheduled' | 'opened' | 'active' | 'closed' | 'cancelled'>();
  expectTypeOf(result.currentPrice).toEqualTypeOf<number>();
  // @ts-expect-error only a closed result has a profit
  void result.pnl;
  // @ts-expect-error only an active result has a way to go
  void result.percentTp;
  // @ts-expect-error there may be no signal at all
  void result.signal.id;
  switch (result.action) {
    case 'idle':
      expectTypeOf(result.signal).toEqualTypeOf<null>();
      break;
    case 'scheduled':
      expectTypeOf(result.signal).toEqualTypeOf<IScheduledSignalRow>();
      // @ts-expect-error an entry that waits has not been closed
      void result.closeTimestamp;
      break;
    case 'opened':
      expectTypeOf(result.signal).toEqualTypeOf<ISignalRow>();
      // @ts-expect-error what was just opened has no profit yet
      void result.pnl;
      break;
    case 'active':
      expectTypeOf(result.percentSl).toEqualTypeOf<number>();
      // @ts-expect-error what is open has no reason to have closed
      void result.closeReason;
      break;
    case 'closed':
      expectTypeOf(result.closeReason).toEqualTypeOf<StrategyCloseReason>();
      // @ts-expect-error what is closed has no way to go
      void result.percentTp;
      // @ts-expect-error a close has a closeReason; a reason has what was cancelled
      void result.reason;
      break;
    case 'cancelled':
      expectTypeOf(result.reason).toEqualTypeOf<StrategyCancelReason>();
      expectTypeOf(result.signal).toEqualTypeOf<IScheduledSignalRow>();
      // @ts-expect-error an entry that never filled has won and lost nothing
      void result.pnl;
      break;
    default:
      expectTypeOf(result).toEqualTypeOf<never>();
  }
}

export function readBacktest(result: IStrategyBacktestResult): void {
  expectTypeOf(result.action).toEqualTypeOf<'closed' | 'cancelled'>();
  expectTypeOf(result.closeTimestamp).toEqualTypeOf<number>();
}
