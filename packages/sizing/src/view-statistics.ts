import type { CandleView, Fraction } from '@tradewright/core';
import { refusal } from './check.ts';

/** What is read of a view; a `CandleView` of core is one. */
export type RangeView = Pick<CandleView, 'length' | 'high' | 'low' | 'close'>;

/**
 * Average true range over the newest `periods` candles, in quote currency: the plain mean, not Wilder's, which depends on
 * where the history begins. The true range counts a gap from the previous close.
 *
 * @throws {InputError} `sizing/history` for a view of less than `periods + 1` rows
 */
export function averageTrueRange(view: RangeView, periods = 14): number {
  checkRows('averageTrueRange', view.length, periods, 1);
  let sum = 0;
  for (let row = view.length - periods; row < view.length; row++) {
    const previousClose = view.close(row - 1);
    sum += Math.max(view.high(row), previousClose) - Math.min(view.low(row), previousClose);
  }
  return sum / periods;
}

/**
 * Sample standard deviation of the logarithmic returns of the newest `periods` candles, per candle. Over n candles it is
 * √n times as much: a day of hourly candles, × √24.
 *
 * @throws {InputError} `sizing/history` for a view of less than `periods + 1` rows
 */
export function returnVolatility(view: Pick<RangeView, 'length' | 'close'>, periods = 20): Fraction {
  checkRows('returnVolatility', view.length, periods, 2);
  let mean = 0;
  let squares = 0;
  for (let count = 1; count <= periods; count++) {
    const row = view.length - periods + count - 1;
    // Welford: subtracting sums of squares would lose the digits of calm markets.
    const change = Math.log(view.close(row) / view.close(row - 1));
    const from = change - mean;
    mean += from / count;
    squares += from * (change - mean);
  }
  return Math.sqrt(squares / (periods - 1));
}

function checkRows(where: string, rows: number, periods: number, least: number): void {
  if (!(Number.isInteger(periods) && periods >= least)) throw refusal('sizing/history', `${where}: periods must be a whole number of ${least} or more, not ${String(periods)}.`);
  if (rows <= periods) throw refusal('sizing/history', `${where}: ${periods} periods need ${periods + 1} candles, the view has ${rows}.`);
}
