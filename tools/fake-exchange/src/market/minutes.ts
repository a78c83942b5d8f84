import { columnsOf, type Candle, type CandleColumns, type CandleSource } from '@tradewright/core';
import type { MarketOptions } from './market-options.ts';

const FAR_MS = Date.UTC(2200, 0, 1);

/** All one-minute candles of a market in memory. */
export async function minutesOf({ candles, symbol, sourceSymbol }: MarketOptions): Promise<CandleColumns> {
  if ('candles' in candles) return readAll(candles, sourceSymbol ?? symbol);
  return 'openTimeMs' in candles ? candles : columnsOf(candles);
}

async function readAll(source: CandleSource, symbol: string): Promise<CandleColumns> {
  const keys = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const satisfies readonly (keyof Candle)[];
  const pages: CandleColumns[] = [];
  for await (const page of source.candles({ symbol, interval: '1m', fromMs: 0, toMs: FAR_MS })) {
    // A page is valid only until the next one is asked for.
    pages.push({ length: page.length, ...Object.fromEntries(keys.map((key) => [key, page[key].slice(0, page.length)])) } as unknown as CandleColumns);
  }
  const length = pages.reduce((sum, page) => sum + page.length, 0);
  const joined = Object.fromEntries(keys.map((key) => [key, join(pages.map((page) => page[key]), length)]));
  return { length, ...joined } as unknown as CandleColumns;
}

function join(parts: readonly Float64Array[], length: number): Float64Array {
  const whole = new Float64Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
