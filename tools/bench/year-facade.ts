import type { CandleColumns } from '@tradewright/core';
import { createTradewright, getCandles, type ICandleData } from 'tradewright';
import { heldExchange } from './held-exchange.ts';
import { FROM_MS, market, seriesOf, SYMBOL, YEAR } from './market.ts';
import { inTurn } from './measure.ts';
import { lineOf, type BenchResult } from './result.ts';

/** History the frame leaves free, so that the first ask sees 50 candles too. */
const START = 60;

let sum = 0;
let asks = 0;

function add(candles: readonly ICandleData[]): null {
  for (const { close } of candles) sum += close;
  asks++;
  return null;
}

/** The yardstick: builds the same arrays of objects and awaits once per ask. */
async function bareLoop({ openTimeMs, open, high, low, close, volume, length }: CandleColumns): Promise<void> {
  const candlesBefore = async (t: number): Promise<ICandleData[]> => {
    const candles: ICandleData[] = [];
    for (let i = t - 50; i < t; i++) candles.push({ timestamp: openTimeMs[i]!, open: open[i]!, high: high[i]!, low: low[i]!, close: close[i]!, volume: volume[i]! });
    return candles;
  };
  for (let t = START; t < length; t += 5) add(await candlesBefore(t));
}

/** `year-idle` in the seeds' style: registered, with `await getCandles`. */
export async function yearFacade(): Promise<BenchResult> {
  const columns = await market(YEAR);
  const series = seriesOf(columns);
  const tradewright = createTradewright();
  tradewright.addExchange(heldExchange(series));
  tradewright.addStrategy({ strategyName: 'idle', interval: '5m', getSignal: async (symbol) => add(await getCandles(symbol, '1m', 50)) });
  tradewright.addFrame({ frameName: 'year', interval: '1m', startDate: new Date(FROM_MS + START * 60_000), endDate: new Date(FROM_MS + YEAR * 60_000) });
  const run = async (): Promise<void> => {
    for await (const result of tradewright.Backtest.run(SYMBOL, { strategyName: 'idle', exchangeName: 'memory', frameName: 'year' })) throw new Error(`an idle strategy brought about ${result.action}`);
  };
  const seen = await totals(run);
  const expected = await totals(() => bareLoop(columns));
  if (seen !== expected) throw new Error(`the strategy saw ${seen}, the bare loop ${expected}`);
  const [ours, yardstick] = await inTurn(run, () => bareLoop(columns), { warmUp: 4, counted: 11 });
  return lineOf(ours, yardstick, 2, `${seen.split(' ')[0]} asks of 50 candles`);
}

async function totals(pass: () => Promise<void>): Promise<string> {
  sum = 0;
  asks = 0;
  await pass();
  return `${asks} ${sum}`;
}
