import { CandleSeries, scanRows, type CandleColumns } from '@tradewright/core';
import { market } from './market.ts';
import { inTurn } from './measure.ts';
import { lineOf, type BenchResult } from './result.ts';

const CANDLES = 10_000_000;

/** The yardstick: one comparison loop over the two columns. */
function bareLoop({ high, low, length }: CandleColumns, above: number, below: number): number {
  for (let i = 0; i < length; i++) if (high[i]! >= above || low[i]! <= below) return i;
  return length;
}

/** Columns of ten million candles in which nothing reaches `above` or `below`. */
async function quietMarket(): Promise<CandleColumns> {
  return market(CANDLES);
}

const ABOVE = 1e12;
const BELOW = 1e-12;

function expectUntouched(row: number, columns: CandleColumns): void {
  if (row !== columns.length) throw new Error(`row ${row} was said to touch`);
}

/** First-touch search row by row. */
export async function scanBare(): Promise<BenchResult> {
  const columns = await quietMarket();
  const [ours, yardstick] = await inTurn(
    () => expectUntouched(scanRows(columns.high, columns.low, 0, columns.length, ABOVE, BELOW), columns),
    () => expectUntouched(bareLoop(columns, ABOVE, BELOW), columns),
    { warmUp: 5, counted: 15 },
  );
  return lineOf(ours, yardstick, 1.2, `${columns.length} candles, row by row`);
}

/** The same search over a series, whose block extremes are there already. */
export async function scanBlocks(): Promise<BenchResult> {
  const columns = await quietMarket();
  const series = CandleSeries.over(columns);
  const [ours, yardstick] = await inTurn(
    () => expectUntouched(series.firstRangeTouch(0, series.length, ABOVE, BELOW), columns),
    () => expectUntouched(bareLoop(columns, ABOVE, BELOW), columns),
    { warmUp: 5, counted: 15 },
  );
  return lineOf(ours, yardstick, 0.1, `${columns.length} candles, by blocks`);
}
