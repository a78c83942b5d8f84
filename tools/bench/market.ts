import { allocateColumns, CandleSeries, type CandleColumns } from '@tradewright/core';
import { syntheticSource } from '@tradewright/exchange-files';

export const YEAR = 525_600;
export const FROM_MS: number = Date.UTC(2023, 0, 1);
export const SYMBOL = 'BTCUSDT';

/** The market of the benches: seeded, with the volatility of a major coin in a calm year. */
export const VOLATILITY = 0.35;

export type Candles = Omit<CandleColumns, 'length'> & { readonly length: number };

/** `count` synthetic candles in one piece of memory. */
export async function market(count: number): Promise<CandleColumns> {
  const source = syntheticSource({ seed: 20, fromMs: FROM_MS, startPrice: 30_000, annualVolatility: VOLATILITY });
  const columns = allocateColumns(count);
  let at = 0;
  for await (const page of source.candles({ symbol: SYMBOL, interval: '1m', fromMs: FROM_MS, toMs: FROM_MS + count * 60_000 })) {
    for (const key of Object.keys(columns) as (keyof typeof columns)[]) columns[key].set(page[key].subarray(0, page.length), at);
    at += page.length;
  }
  return { length: at, ...columns };
}

/** The same as a series: checked, with VWAP and block extremes. Its making is timed apart, as `series-build`. */
export function seriesOf(columns: CandleColumns): CandleSeries {
  return CandleSeries.over(columns, { name: SYMBOL });
}
