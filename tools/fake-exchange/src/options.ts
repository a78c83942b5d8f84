import type { TimestampMs } from '@tradewright/core';
import type { Account } from './account.ts';
import type { FaultPlan } from './faults/fault-plan.ts';
import type { FaultRule } from './faults/rule.ts';
import type { MarketOptions } from './market/market-options.ts';

export interface FakeExchangeOptions {
  readonly markets: readonly MarketOptions[];
  /**
   * The exchange's clock. Default: the real time, and streams go on by themselves. With one of your own, streams go on
   * when you call `tick()` or `setNow()`.
   */
  readonly nowMs?: () => TimestampMs;
  /** Most candles of an answer, where that should be less than Binance's 1,000 (1,500 of futures). */
  readonly pageLimit?: number;
  /** Whether the candle in the making is told too, as Binance does. Default true. */
  readonly forming?: boolean;
  readonly faults?: FaultPlan | readonly FaultRule[];
  readonly account?: Account;
  /** Weight that may be used per minute; what is above gets 429. Binance: 6000. Default: any. */
  readonly weightPerMinute?: number;
  /** Requests kept in the log. Default 10,000. */
  readonly keepRequests?: number;
  /** Time between pings to those who listen to streams. Default 20,000. */
  readonly pingMs?: number;
  /** Time between two looks at the clock. Default 250 with the real clock, none with one of your own. */
  readonly tickMs?: number;
  /** Default 0: any that is free. */
  readonly port?: number;
}
