import type { Candle } from '@tradewright/core';
import { randomCandles } from '@tradewright/core/testing';
import { FakeExchange, type FakeExchangeOptions } from '@tradewright/fake-exchange';
import { afterAll } from 'vitest';

const started: FakeExchange[] = [];
afterAll(() => Promise.all(started.map((exchange) => exchange.close())));

/** Two days until `nowMs`, and two hours that are still to come. */
export function candlesAround(nowMs: number): Candle[] {
  const fromMs = Math.floor(nowMs / 60_000) * 60_000 - 2880 * 60_000;
  return randomCandles({ seed: 11, count: 3000, fromMs });
}

/** A fake exchange with one symbol, `AAAUSDT`, that is gone after the tests of the file. */
export async function exchangeWith(candles: readonly Candle[], options: Partial<FakeExchangeOptions> = {}): Promise<FakeExchange> {
  const exchange = await FakeExchange.start({ markets: [{ symbol: 'AAAUSDT', candles }], ...options });
  started.push(exchange);
  return exchange;
}
