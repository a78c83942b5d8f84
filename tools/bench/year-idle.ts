import type { CandleColumns, CandleSeries, Strategy } from '@tradewright/core';
import { backtest } from '@tradewright/core/run';
import { SystemClock } from 'tradewright';
import { FROM_MS, market, seriesOf, SYMBOL, YEAR } from './market.ts';
import { inTurn } from './measure.ts';
import { lineOf, type BenchResult } from './result.ts';

let sum = 0;

/** Looks at the average of 50 closes every five minutes and never asks for anything. */
export const idle: Strategy = {
  name: 'idle',
  interval: '5m',
  ask(context) {
    const view = context.series('1m', 50);
    if (view.length === 50) sum += view.mean('close', 50);
    return null;
  },
};

/** The yardstick: the same averages at the same minutes. */
function bareLoop({ close, length }: CandleColumns): void {
  for (let t = 1; t < length; t += 5) {
    if (t < 50) continue;
    let closes = 0;
    for (let i = t - 50; i < t; i++) closes += close[i]!;
    sum += closes / 50;
  }
}

export async function runIdle(series: CandleSeries): Promise<void> {
  const stream = backtest({ symbol: SYMBOL, strategy: idle, candles: series, fromMs: FROM_MS, toMs: FROM_MS + YEAR * 60_000, rules: { trigger: 'candle-range' }, clock: new SystemClock() });
  for await (const event of stream) throw new Error(`an idle strategy brought about ${event.kind}`);
}

/** The sum of averages that one pass adds. */
export async function sumOf(pass: () => unknown): Promise<number> {
  sum = 0;
  await pass();
  return sum;
}

/** A year without a signal, against a bare loop. */
export async function yearIdle(): Promise<BenchResult> {
  const columns = await market(YEAR);
  const series = seriesOf(columns);
  const [seen, expected] = [await sumOf(() => runIdle(series)), await sumOf(() => bareLoop(columns))];
  if (seen !== expected) throw new Error(`the strategy saw averages that sum to ${seen}, the bare loop ${expected}`);
  const [ours, yardstick] = await inTurn(() => runIdle(series), () => bareLoop(columns), { warmUp: 30, counted: 31 });
  return lineOf(ours, yardstick, 3, `${Math.ceil(YEAR / 5)} asks`);
}
