import type { TimestampMs } from '@tradewright/core';
import { endOf, isBinanceInterval, openOf, type BinanceInterval } from '../market/binance-interval.ts';
import { decimal, tradesOf, type Kline } from '../market/kline.ts';
import type { Market } from '../market/market.ts';

const MINUTE_MS = 60_000;

/** An event of a stream that is to be sent. */
export interface KlineEvent {
  readonly atMs: TimestampMs;
  readonly symbol: string;
  readonly closed: boolean;
  readonly data: unknown;
}

/** What a stream's name asks for; `undefined` where it is none of candles. */
export function klineStream(name: string): { readonly symbol: string; readonly interval: BinanceInterval } | undefined {
  const [, symbol, interval] = /^([a-z0-9_]+)@kline_(\w+)$/.exec(name) ?? [];
  return symbol !== undefined && isBinanceInterval(interval) ? { symbol: symbol.toUpperCase(), interval } : undefined;
}

/** The candles of a market that closed in `(fromMs, toMs]`, oldest first. */
export function closings(market: Market, interval: BinanceInterval, fromMs: TimestampMs, toMs: TimestampMs): KlineEvent[] {
  const { openTimeMs, length } = market.minutes;
  if (length === 0) return [];
  const events: KlineEvent[] = [];
  const stopMs = Math.min(toMs, endOf(interval, openOf(interval, openTimeMs[length - 1]! + MINUTE_MS - 1)));
  let openMs = openOf(interval, Math.max(fromMs, market.listedMs));
  for (let endMs = endOf(interval, openMs); endMs <= stopMs; openMs = endMs, endMs = endOf(interval, openMs)) {
    const kline = endMs > fromMs ? market.klineAt(interval, openMs, endMs) : undefined;
    if (kline !== undefined) events.push(eventOf(market, interval, kline, endMs, true));
  }
  return events;
}

/** The candle in the making. */
export function forming(market: Market, interval: BinanceInterval, nowMs: TimestampMs): KlineEvent | undefined {
  const kline = market.klineAt(interval, openOf(interval, nowMs), nowMs);
  return kline === undefined ? undefined : eventOf(market, interval, kline, nowMs, false);
}

function eventOf({ symbol }: Market, interval: BinanceInterval, kline: Kline, atMs: TimestampMs, closed: boolean): KlineEvent {
  const { openTimeMs, endMs, open, high, low, close, volume } = kline;
  const trades = tradesOf(volume);
  const k = {
    t: openTimeMs,
    T: endMs - 1,
    s: symbol,
    i: interval,
    f: trades === 0 ? -1 : 1,
    L: trades === 0 ? -1 : trades,
    o: decimal(open),
    c: decimal(close),
    h: decimal(high),
    l: decimal(low),
    v: decimal(volume),
    n: trades,
    x: closed,
    q: (volume * close).toFixed(8),
    V: (volume / 2).toFixed(8),
    Q: ((volume / 2) * close).toFixed(8),
    B: '0',
  };
  return { atMs, symbol, closed, data: { e: 'kline', E: atMs, s: symbol, k } };
}
