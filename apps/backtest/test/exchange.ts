import type { Candle } from '@tradewright/core';
import { randomCandles } from '@tradewright/core/testing';
import { FakeExchange, type FakeExchangeOptions } from '@tradewright/fake-exchange';
import { afterAll } from 'vitest';

export const FROM_MS: number = Date.UTC(2024, 0, 1);

/** Three days of minutes; other symbols have other candles. */
export function candlesOf(symbol: string, count = 4320): Candle[] {
  return randomCandles({ seed: symbol.charCodeAt(0), count, fromMs: FROM_MS });
}

export interface ExchangeTerms extends Partial<FakeExchangeOptions> {
  readonly symbols?: readonly string[];
  readonly count?: number;
}

const started: FakeExchange[] = [];
afterAll(() => Promise.all(started.map((exchange) => exchange.close())));

/** A fake exchange that is gone after the tests of the file. */
export async function exchangeWith({ symbols = ['AAAUSDT'], count, ...options }: ExchangeTerms = {}): Promise<FakeExchange> {
  const exchange = await FakeExchange.start({ markets: symbols.map((symbol) => ({ symbol, candles: candlesOf(symbol, count) })), ...options });
  started.push(exchange);
  return exchange;
}
