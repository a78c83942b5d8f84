import type { CandleColumns } from '@tradewright/core';
import { market, seriesOf, YEAR } from './market.ts';
import { inTurn } from './measure.ts';
import { lineOf, type BenchResult } from './result.ts';

/** The yardstick: copying the six columns. */
function copy({ openTimeMs, open, high, low, close, volume }: CandleColumns): Float64Array[] {
  return [openTimeMs, open, high, low, close, volume].map((column) => new Float64Array(column));
}

/**
 * Checks, VWAP column and block extremes of a year, against copying its columns. A run builds its series once, in memory
 * the process has just been given, so what is made stays alive until the end: else some turns would get back the memory
 * of the turn before, and one side or the other be three times as fast by luck.
 */
export async function seriesBuild(): Promise<BenchResult> {
  const columns = await market(YEAR);
  const alive: unknown[] = [];
  const [ours, yardstick] = await inTurn(() => alive.push(seriesOf(columns)), () => alive.push(copy(columns)), { warmUp: 10, counted: 31 });
  return lineOf(ours, yardstick, 3, `${columns.length} candles: checks, VWAP and block extremes`);
}
