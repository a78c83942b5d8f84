import type { TimestampMs } from '@tradewright/core';
import { BacktestFold, closedRowOf, LiveFold, PartialFold, PerformanceFold, RiskFold, ScheduleFold } from '@tradewright/reports';
import type { IStrategyTickResult, IStrategyTickResultClosed, LiveEvent, PartialLevelEvent, PartialProfitContract, PerformanceContract, RiskContract, ScheduleEvent } from '../types.ts';
import type { RunMode } from '../run-scope.ts';
import { levelEventOf, liveEventOf, liveRowOf, partialRowOf, performanceRowOf, riskRowOf, scheduleEventOf, scheduleRowOf } from './rows.ts';

/** Whose record it is (decision 23). */
export interface RunKey {
  readonly mode: RunMode;
  readonly symbol: string;
  readonly strategyName: string;
  readonly exchangeName: string;
  readonly frameName: string;
}

/** What one run comes to, folded as it goes: a few numbers and the latest events, however many there were. */
export class RunRecord {
  readonly key: RunKey;
  readonly trades: BacktestFold<IStrategyTickResultClosed> = new BacktestFold();
  /** Every tick result, of live runs only. */
  readonly ticks: LiveFold<LiveEvent> | null;
  readonly orders: ScheduleFold<ScheduleEvent> = new ScheduleFold();
  readonly levels: PartialFold<PartialLevelEvent> = new PartialFold();
  readonly refusals: RiskFold<RiskContract> = new RiskFold();
  readonly times: PerformanceFold<PerformanceContract> = new PerformanceFold();

  constructor(key: RunKey) {
    this.key = key;
    this.ticks = key.mode === 'live' ? new LiveFold() : null;
  }

  result(result: IStrategyTickResult, atMs: TimestampMs): void {
    this.ticks?.add(liveRowOf(result, atMs), liveEventOf(result, atMs));
    switch (result.action) {
      case 'closed':
        this.trades.add(closedRowOf(result.trade, this.key), result);
        break;
      case 'scheduled':
      case 'opened':
      case 'cancelled': {
        const row = scheduleRowOf(result);
        this.orders.add(row, scheduleEventOf(row));
        break;
      }
      default: // what only repeats that nothing happened is in no report of a backtest
    }
  }

  level(direction: 'profit' | 'loss', event: PartialProfitContract): void {
    const row = partialRowOf(direction, event);
    this.levels.add(row, levelEventOf(row));
  }

  refused(event: RiskContract): void {
    this.refusals.add(riskRowOf(event), event);
  }

  took(event: PerformanceContract): void {
    this.times.add(performanceRowOf(event), event);
  }
}
