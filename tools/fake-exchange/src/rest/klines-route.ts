import type { TimestampMs } from '@tradewright/core';
import { spoil } from '../faults/candle-faults.ts';
import { endOf, isBinanceInterval, openOf, type BinanceInterval } from '../market/binance-interval.ts';
import { rowOf, type Kline } from '../market/kline.ts';
import type { MarketKind } from '../market/market-options.ts';
import type { Market } from '../market/market.ts';
import { ok, refused, type Answer, type Asked, type Floor, type Route } from './answer.ts';

const DEFAULT_LIMIT = 500;
const NUMBERS = ['startTime', 'endTime', 'limit'] as const;

/** `GET /api/v3/klines` and its kin. A larger limit than the greatest is taken for the greatest, as Binance does. */
export function klinesRoute(kind: MarketKind, maxLimit: number): Route {
  return { weight: 2, answer: (floor, asked) => klines(kind, maxLimit, floor, asked) };
}

function klines(kind: MarketKind, maxLimit: number, floor: Floor, asked: Asked): Answer {
  const { query, nowMs, lateMs, candleFault } = asked;
  for (const name of ['symbol', 'interval'] as const) {
    if (!query.get(name)) return refused(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
  }
  for (const name of NUMBERS) {
    if (query.has(name) && !/^\d{1,20}$/.test(query.get(name)!)) return refused(-1100, `Illegal characters found in parameter '${name}'; legal range is '^[0-9]{1,20}$'.`);
  }
  const market = floor.market(kind, query.get('symbol')!);
  if (market === undefined) return refused(-1121, 'Invalid symbol.');
  const interval = query.get('interval')!;
  if (!isBinanceInterval(interval)) return refused(-1120, 'Invalid interval.');
  const limit = numberOf(query, 'limit') ?? DEFAULT_LIMIT;
  if (limit === 0) return refused(-1130, "Data sent for parameter 'limit' is not valid.");
  const found = market.klines({
    interval,
    startTime: numberOf(query, 'startTime'),
    endTime: numberOf(query, 'endTime'),
    limit: Math.min(limit, maxLimit, floor.pageLimit),
    nowMs,
    lateMs,
    forming: floor.forming,
  });
  const told = candleFault === undefined ? found : spoil(found, candleFault, () => unclosed(market, interval, found, nowMs));
  return ok(told.map(rowOf));
}

function numberOf(query: URLSearchParams, name: (typeof NUMBERS)[number]): number | undefined {
  return query.has(name) ? Number(query.get(name)) : undefined;
}

/** The candle in the making, made up of the last one known where nothing was traded yet. */
function unclosed(market: Market, interval: BinanceInterval, found: readonly Kline[], nowMs: TimestampMs): Kline | undefined {
  const openTimeMs = openOf(interval, nowMs);
  const last = found.at(-1);
  if (last?.openTimeMs === openTimeMs) return undefined;
  const forming = market.klineAt(interval, openTimeMs, nowMs);
  if (forming !== undefined || last === undefined) return forming;
  return { openTimeMs, endMs: endOf(interval, openTimeMs), open: last.close, high: last.close, low: last.close, close: last.close, volume: 0 };
}
