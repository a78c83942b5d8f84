import type { CandleSeries, Signal } from '@tradewright/core';
import { createTradewright, type ISignalDto, type IStrategySchema, type Tradewright } from 'tradewright';
import { heldExchange } from './held-exchange.ts';
import { FROM_MS, market, seriesOf, SYMBOL, YEAR } from './market.ts';
import { inTurn, median } from './measure.ts';
import { lineOf, type BenchResult } from './result.ts';
import { crossover } from './year-trade.ts';

const LISTENERS = 10;

function dtoOf(signal: Signal): ISignalDto {
  return { position: signal.side, priceTakeProfit: signal.takeProfitPrice, priceStopLoss: signal.stopLossPrice, minuteEstimatedTime: signal.lifetimeMinutes };
}

const trading: IStrategySchema['getSignal'] = (_symbol, _when, context) => {
  const signal = crossover.ask(context) as Signal | null;
  return signal === null ? null : dtoOf(signal);
};

/** An instance that trades `year-trade`, unless told otherwise. */
function instance(series: CandleSeries, getSignal: IStrategySchema['getSignal'] = trading): Tradewright {
  const tradewright = createTradewright();
  tradewright.addExchange(heldExchange(series));
  tradewright.addStrategy({ strategyName: 'crossover', interval: '5m', getSignal });
  tradewright.addFrame({ frameName: 'year', interval: '1m', startDate: new Date(FROM_MS), endDate: new Date(FROM_MS + YEAR * 60_000) });
  return tradewright;
}

async function trades({ Backtest }: Tradewright): Promise<number> {
  let count = 0;
  for await (const { action } of Backtest.run(SYMBOL, { strategyName: 'crossover', exchangeName: 'memory', frameName: 'year' })) if (action === 'closed') count++;
  return count;
}

/** Events per second when one listener wants to hear of every frame of a year without a signal. */
async function idlePerSecond(series: CandleSeries): Promise<number> {
  const tradewright = instance(series, () => null);
  let events = 0;
  tradewright.listenSignalBacktest(() => void events++);
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    events = 0;
    const began = performance.now();
    await trades(tradewright);
    times.push(performance.now() - began);
  }
  return (events / median(times)) * 1000;
}

/** Ten listeners on the transitions of `year-trade`, against none. */
export async function listeners(): Promise<BenchResult> {
  const series = seriesOf(await market(YEAR));
  const [heard, quiet] = [instance(series), instance(series)];
  let events = 0;
  for (let i = 0; i < LISTENERS; i++) heard.listenSignalBacktest(() => void events++, { idle: false });
  const made = await trades(heard);
  if (events !== made * 2 * LISTENERS) throw new Error(`${LISTENERS} listeners heard ${events} events of ${made} trades`);
  const [ours, yardstick] = await inTurn(() => trades(heard), () => trades(quiet), { warmUp: 30, counted: 41 });
  const perSecond = await idlePerSecond(series);
  return lineOf(ours, yardstick, 1.3, `${made} trades; with idle wanted ${(perSecond / 1e6).toFixed(2)} million events a second`);
}
