import type { Strategy } from '@tradewright/core';
import { syntheticSource } from '@tradewright/exchange-files';
import { createTradewright, type ISignalDto, type Tradewright } from 'tradewright';
import { FROM_MS, VOLATILITY } from './market.ts';
import { inTurn } from './measure.ts';
import { lineOf, type BenchResult } from './result.ts';
import { crossover } from './year-trade.ts';

const SYMBOLS: readonly string[] = Array.from({ length: 20 }, (_, i) => `COIN${i}USDT`);
const DAYS = 90;
const MOST_MB = 400;
const NAMES = { strategyName: 'crossover', exchangeName: 'synthetic', frameName: 'quarter' } as const;

function instance(): Tradewright {
  const tradewright = createTradewright();
  const sources = new Map(SYMBOLS.map((symbol, i) => [symbol, syntheticSource({ seed: i, fromMs: FROM_MS, startPrice: 30_000, annualVolatility: VOLATILITY })]));
  tradewright.addExchange({
    exchangeName: NAMES.exchangeName,
    getCandles: () => Promise.reject(new Error('candles come from the source')),
    formatPrice: async (_symbol, price) => String(price),
    formatQuantity: async (_symbol, quantity) => String(quantity),
    source: { name: 'synthetic', candles: (range) => sources.get(range.symbol)!.candles(range) },
  });
  tradewright.addStrategy({ strategyName: NAMES.strategyName, interval: '5m', getSignal: (_symbol, _when, context) => dtoOf(crossover.ask(context)) });
  tradewright.addFrame({ frameName: NAMES.frameName, interval: '1m', startDate: new Date(FROM_MS + 3_600_000), endDate: new Date(FROM_MS + DAYS * 86_400_000) });
  return tradewright;
}

function dtoOf(answer: ReturnType<Strategy['ask']>): ISignalDto | null {
  if (answer === null || answer === undefined || !('side' in answer)) return null;
  return { position: answer.side, priceTakeProfit: answer.takeProfitPrice, priceStopLoss: answer.stopLossPrice, minuteEstimatedTime: answer.lifetimeMinutes };
}

async function trades({ Backtest }: Tradewright, symbol: string): Promise<number> {
  let count = 0;
  for await (const { action } of Backtest.run(symbol, NAMES)) if (action === 'closed') count++;
  return count;
}

async function oneByOne(tradewright: Tradewright): Promise<number> {
  let count = 0;
  for (const symbol of SYMBOLS) count += await trades(tradewright, symbol);
  return count;
}

async function together(tradewright: Tradewright): Promise<number> {
  const counts = await Promise.all(SYMBOLS.map((symbol) => trades(tradewright, symbol)));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Twenty symbols at once in one process, against one after the other; candles are streamed. */
export async function parallelSymbols(): Promise<BenchResult> {
  const tradewright = instance();
  const made = await together(tradewright);
  if (made !== (await oneByOne(tradewright))) throw new Error('together the symbols trade otherwise than one by one');
  const [ours, yardstick] = await inTurn(() => together(tradewright), () => oneByOne(tradewright), { warmUp: 2, counted: 9 });
  const peakMb = process.resourceUsage().maxRSS / 1024;
  const line = lineOf(ours, yardstick, 1.2, `${SYMBOLS.length} symbols × ${DAYS} days, ${made} trades; peak RSS ${peakMb.toFixed(0)} MB of at most ${MOST_MB}`);
  return { ...line, holds: line.holds && peakMb < MOST_MB };
}
