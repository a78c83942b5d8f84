import type { MarketKind } from '../market/market-options.ts';
import { ok, refused, type Answer, type Asked, type Floor, type Route } from './answer.ts';
import { linearRecord, spotRecord } from './symbol-record.ts';

const RATE_LIMITS = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000 },
  { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 61000 },
];

/** `GET …/exchangeInfo`, of all symbols or those that `symbol` or `symbols` name. */
export function exchangeInfoRoute(kind: MarketKind): Route {
  return { weight: kind === 'spot' ? 20 : 1, answer: (floor, asked) => exchangeInfo(kind, floor, asked) };
}

/** The same of a market that this exchange does not have. */
export const noMarkets: Route = { weight: 1, answer: (_floor, { nowMs }) => ok(info([], nowMs)) };

function exchangeInfo(kind: MarketKind, floor: Floor, { query, nowMs }: Asked): Answer {
  const named = namesOf(query);
  if (named === null) return refused(-1100, "Illegal characters found in parameter 'symbols'; legal range is '^\\[(\"[A-Z0-9-_.]{1,20}\"(,\"[A-Z0-9-_.]{1,20}\"){0,}){0,1}\\]$'.");
  const markets = named === undefined ? floor.markets(kind) : named.map((symbol) => floor.market(kind, symbol));
  const known = markets.filter((market) => market !== undefined);
  if (known.length < markets.length) return refused(-1121, 'Invalid symbol.');
  return ok(info(known.map(kind === 'spot' ? spotRecord : linearRecord), nowMs));
}

function namesOf(query: URLSearchParams): readonly string[] | null | undefined {
  if (query.has('symbol')) return [query.get('symbol')!];
  if (!query.has('symbols')) return undefined;
  try {
    const names: unknown = JSON.parse(query.get('symbols')!);
    return Array.isArray(names) ? names.map(String) : null;
  } catch {
    return null;
  }
}

function info(symbols: readonly unknown[], nowMs: number): unknown {
  return { timezone: 'UTC', serverTime: nowMs, rateLimits: RATE_LIMITS, exchangeFilters: [], symbols };
}
