import type { TimestampMs } from '../../units.ts';
import type { RunEvent } from '../event.ts';

/** The whole portfolio at an instant, marked to the last closes. Money is in quote currency. */
export interface EquityPoint {
  readonly atMs: TimestampMs;
  readonly equityQuote: number;
  readonly cashQuote: number;
  /** Market value of all open positions, long and short added up. */
  readonly exposureQuote: number;
  readonly openPositions: number;
}

/** What a portfolio tells, in the order of time. */
export type PortfolioEvent =
  /** What happened on one line, as a run of its own would tell it. */
  | { readonly kind: 'line'; readonly symbol: string; readonly strategyName: string; readonly exchangeName: string; readonly event: RunEvent }
  | { readonly kind: 'equity'; readonly point: EquityPoint }
  /** A risk rule had everything closed. */
  | { readonly kind: 'stopped'; readonly atMs: TimestampMs; readonly ruleName: string; readonly reason: string };
