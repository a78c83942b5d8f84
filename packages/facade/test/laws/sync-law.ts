import { differentEvents, seededRandom, type Random } from '@tradewright/core/testing';
import { getCandles } from '../../src/index.ts';
import type { IStrategySchema } from '../../src/types.ts';
import { SYMBOL } from '../world.ts';
import { callbacksTo, listenTo, type Note } from './notebook.ts';
import { answer, randomStrategy, sumOf, throughViews, type RandomStrategy } from './random-strategy.ts';
import { instance, marketFor, randomConfig, randomFrame, WHOLE } from './scenario.ts';

const LONGEST = 120;

/** How the same strategy may answer. */
export type Way = (strategy: RandomStrategy, late: Random) => IStrategySchema['getSignal'];

const atOnce: Way = throughViews;

/** By a promise, after some microtasks or none; what it sees it reads before them or after them. */
const late: Way = (strategy, random) => async (symbol, when, context) => {
  const before = random() < 0.5;
  const told = before ? throughViews(strategy)(symbol, when, context) : null;
  await microtasks(Math.floor(random() * 5));
  return before ? told : throughViews(strategy)(symbol, when, context);
};

/** Through the context instead of the third argument, one question after the other (decision 19). */
const throughContext: Way = ({ seed, questions }) => async (symbol, _when, context) => {
  let sum = 0;
  for (const { interval, limit } of questions) sum = Math.imul(sum, 31) + sumOf(await getCandles(symbol, interval, limit));
  return answer(seed, sum, context.price);
};

/**
 * A strategy that answers by a promise gives the same results, callbacks and events as one that answers at once
 * (decision 9), and the context functions show it what the third argument shows (decision 19).
 */
export async function syncLaw(seed: number): Promise<string | null> {
  return syncFault(seed, { late, 'through context': throughContext });
}

export async function syncFault(seed: number, ways: Readonly<Record<string, Way>>): Promise<string | null> {
  const told = await toldBy(seed, atOnce);
  for (const [name, way] of Object.entries(ways)) {
    const found = differentEvents('at once', told, name, await toldBy(seed, way));
    if (found !== null) return found;
  }
  return null;
}

async function toldBy(seed: number, way: Way): Promise<Note[]> {
  const random = seededRandom(seed ^ 0x510e527f);
  const frame = randomFrame(random, WHOLE.frameName, LONGEST);
  const { history, interval, ...looks } = randomStrategy(random);
  const market = marketFor(random, frame, [SYMBOL]);
  const tw = instance(randomConfig(random));
  tw.addExchange(market.exchange(WHOLE.exchangeName));
  tw.addFrame(frame.schema);
  const notes: Note[] = [];
  const take = (kind: string, given: unknown): void => void notes.push({ kind, given });
  const getSignal = way({ ...looks, history, interval }, seededRandom(seed));
  tw.addStrategy({ strategyName: WHOLE.strategyName, interval, history, getSignal, ...(random() < 0.5 ? { callbacks: callbacksTo(take) } : {}) });
  listenTo(tw, take, random() < 0.2);
  for await (const given of tw.Backtest.run(SYMBOL, WHOLE)) take('result', given);
  tw.dispose();
  return notes;
}

async function microtasks(turns: number): Promise<void> {
  for (let i = 0; i < turns; i++) await Promise.resolve();
}
