import { randomCandles } from '@tradewright/core/testing';
import { FakeExchange, type FakeExchangeOptions } from '../index.ts';
import { onTestFinished } from 'vitest';

export const FROM_MS = Date.UTC(2024, 0, 1);
export const MINUTE_MS = 60_000;
export const CANDLES = randomCandles({ seed: 5, count: 3000, fromMs: FROM_MS });
/** All of `CANDLES` have closed by then. */
export const AFTER_MS = FROM_MS + 3000 * MINUTE_MS;

/** An exchange with `CANDLES` as BTCUSDT, closed when the test ends. */
export async function opened(options: Partial<FakeExchangeOptions> = {}): Promise<FakeExchange> {
  const exchange = await FakeExchange.start({ markets: [{ symbol: 'BTCUSDT', candles: CANDLES }], nowMs: () => AFTER_MS, ...options });
  onTestFinished(() => exchange.close());
  return exchange;
}

export interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export async function get(exchange: FakeExchange, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Told> {
  const response = await fetch(exchange.url + path, { headers });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

export type Row = readonly [number, string, string, string, string, string, number, ...unknown[]];

export async function klines(exchange: FakeExchange, query: string, path = '/api/v3/klines'): Promise<readonly Row[]> {
  const { status, body } = await get(exchange, `${path}?symbol=BTCUSDT&interval=1m&${query}`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body as readonly Row[];
}

/** Minutes since the first candle at which rows open. */
export function minutes(rows: readonly Row[]): number[] {
  return rows.map(([openMs]) => (openMs - FROM_MS) / MINUTE_MS);
}

export function from(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}

export function at(minute: number): number {
  return FROM_MS + minute * MINUTE_MS;
}
