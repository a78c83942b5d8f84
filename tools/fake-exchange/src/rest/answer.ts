import type { TimestampMs } from '@tradewright/core';
import type { Account } from '../account.ts';
import type { CandleFaultKind } from '../faults/fault.ts';
import type { MarketKind } from '../market/market-options.ts';
import type { Market } from '../market/market.ts';

/** What a route answers; `body` becomes JSON. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A request as routes see it. */
export interface Asked {
  readonly query: URLSearchParams;
  /** The query as it came, without its question mark: what a signature signs. */
  readonly queryText: string;
  readonly apiKey: string | undefined;
  /** By the exchange's clock, skew included. */
  readonly nowMs: TimestampMs;
  readonly lateMs: number;
  readonly candleFault: CandleFaultKind | undefined;
}

/** What routes know of the exchange. */
export interface Floor {
  readonly account: Account;
  readonly pageLimit: number;
  readonly forming: boolean;
  markets(kind: MarketKind): readonly Market[];
  market(kind: MarketKind, symbol: string): Market | undefined;
}

export interface Route {
  /** What a request costs of the weight per minute. */
  readonly weight: number;
  answer(floor: Floor, asked: Asked): Answer;
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function refused(code: number, msg: string, status = 400): Answer {
  return { status, body: { code, msg } };
}
