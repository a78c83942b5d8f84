import type { StrategyContext } from '@tradewright/core';
import { seededRandom, type Random } from '@tradewright/core/testing';
import { getAveragePrice, getCandles } from '../../src/index.ts';
import type { CandleInterval, ICandleData, ISignalDto, IStrategySchema, SignalInterval } from '../../src/types.ts';
import { INTERVALS } from './random-market.ts';

type GetSignal = IStrategySchema['getSignal'];

export interface Question {
  readonly interval: CandleInterval;
  readonly limit: number;
}

/**
 * A strategy that answers by all that it has seen and by nothing else: one candle more, less or other than it should be
 * changes its mind.
 */
export interface RandomStrategy {
  readonly seed: number;
  readonly interval: SignalInterval;
  /** What it looks at, of the symbol it trades. */
  readonly questions: readonly Question[];
  /** The same as a declaration, for looks through the third argument. */
  readonly history: NonNullable<IStrategySchema['history']>;
}

export function pick<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)]!;
}

/** @param intervals - those it may look at */
export function randomStrategy(random: Random, intervals: readonly CandleInterval[] = INTERVALS): RandomStrategy {
  const questions = Array.from({ length: 1 + Math.floor(random() * 3) }, (_unused, i): Question => ({
    interval: i === 0 ? '1m' : pick(random, intervals),
    limit: 1 + Math.floor(random() ** 2 * 30),
  }));
  const history: Partial<Record<CandleInterval, number>> = {};
  for (const { interval, limit } of questions) history[interval] = Math.max(history[interval] ?? 0, limit);
  return { seed: Math.floor(random() * 2 ** 31), interval: pick(random, ['1m', '1m', '3m', '5m', '15m']), questions, history };
}

/** Looks through the third argument, at once. */
export function throughViews({ seed, questions }: RandomStrategy): GetSignal {
  return (_symbol, _when, context) => answer(seed, viewed(context, questions), context.price);
}

export function viewed({ series }: StrategyContext, questions: readonly Question[], before = 0): number {
  let sum = before;
  for (const { interval, limit } of questions) sum = Math.imul(sum, 31) + sumOf(series(interval, limit).toArray().map(({ openTimeMs, ...prices }) => ({ timestamp: openTimeMs, ...prices })));
  return sum;
}

/** Looks through the context functions, all at once, also at another symbol if one is given. */
export function throughCandles({ seed, questions }: RandomStrategy, otherSymbol: string | null): GetSignal {
  return async (symbol) => {
    const asked = questions.map(({ interval, limit }) => getCandles(symbol, interval, limit));
    const others = otherSymbol === null ? [] : questions.map(({ interval, limit }) => getCandles(otherSymbol, interval, limit));
    const [price, ...seen] = await Promise.all([getAveragePrice(symbol), ...asked, ...others]);
    return answer(seed, seen.reduce((sum, candles) => Math.imul(sum, 31) + sumOf(candles), 0), price);
  };
}

/** Candles as one number. */
export function sumOf(candles: readonly ICandleData[]): number {
  let sum = candles.length;
  for (const { timestamp, open, high, low, close, volume } of candles) {
    sum = Math.imul(sum, 31) ^ (Math.round((close + high * 3 + low * 7 + open * 11 + volume) * 100) + timestamp / 60_000);
  }
  return sum | 0;
}

/** Every kind of signal, good and bad, and none; a failure now and then. */
export function answer(seed: number, seen: number, price: number): ISignalDto | null {
  const random = seededRandom(seed ^ seen ^ Math.round(price * 1e4));
  const mood = random();
  if (mood < 0.4) return null;
  if (mood < 0.43) throw new Error(`mood ${Math.round(mood * 1e6)}`);
  if (mood < 0.46) return { position: 'wait', priceTakeProfit: 0, priceStopLoss: 0, minuteEstimatedTime: 0 };
  const sign = random() < 0.5 ? 1 : -1;
  const cents = (value: number): number => Math.round(value * 100) / 100;
  const priceOpen = random() < 0.5 ? cents(price * (1 - sign * (random() * 0.008 - 0.001))) : undefined;
  const entry = priceOpen ?? price;
  const side = random() < 0.05 ? -sign : sign;
  return {
    position: sign === 1 ? 'long' : 'short',
    priceOpen,
    priceTakeProfit: cents(entry * (1 + side * (0.001 + random() * 0.012))),
    priceStopLoss: cents(entry * (1 - sign * (0.001 + random() * 0.012))),
    minuteEstimatedTime: pick(random, [1, 2, 5, 17, 40]),
    ...(random() < 0.2 ? { note: 'noted' } : {}),
  };
}
