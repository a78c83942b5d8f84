import { createTradewright } from 'tradewright';
import { heldExchange } from './held-exchange.ts';
import { FROM_MS, market, seriesOf, SYMBOL, YEAR } from './market.ts';
import { inTurn } from './measure.ts';
import { lineOf, type BenchResult } from './result.ts';
import { idle, runIdle, sumOf } from './year-idle.ts';

/** `year-idle` registered by `addStrategy`, looking through the third argument, against the same through core. */
export async function facadeView(): Promise<BenchResult> {
  const series = seriesOf(await market(YEAR));
  const tradewright = createTradewright();
  tradewright.addExchange(heldExchange(series));
  tradewright.addStrategy({ strategyName: 'idle', interval: '5m', getSignal: (_symbol, _when, context) => idle.ask(context) as null });
  tradewright.addFrame({ frameName: 'year', interval: '1m', startDate: new Date(FROM_MS), endDate: new Date(FROM_MS + YEAR * 60_000) });
  const run = async (): Promise<void> => {
    for await (const result of tradewright.Backtest.run(SYMBOL, { strategyName: 'idle', exchangeName: 'memory', frameName: 'year' })) throw new Error(`an idle strategy brought about ${result.action}`);
  };
  const [seen, expected] = [await sumOf(run), await sumOf(() => runIdle(series))];
  if (seen !== expected) throw new Error(`the strategy saw averages that sum to ${seen} through the facade, ${expected} through core`);
  const [ours, yardstick] = await inTurn(run, () => runIdle(series), { warmUp: 20, counted: 31 });
  return lineOf(ours, yardstick, 1.5, `${Math.ceil(YEAR / 5)} asks through the third argument`);
}
