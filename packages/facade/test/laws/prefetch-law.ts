import { seededRandom } from '@tradewright/core/testing';
import { getCandles } from '../../src/index.ts';
import type { IExchangeSchema } from '../../src/types.ts';
import { SYMBOL } from '../world.ts';
import { differentByKind } from './difference.ts';
import { callbacksTo, CALLBACKS, listenTo, type Note } from './notebook.ts';
import { INTERVALS } from './random-market.ts';
import { pick, randomStrategy, sumOf, throughCandles, throughViews } from './random-strategy.ts';
import { instance, marketFor, OTHER_SYMBOL, randomConfig, randomFrame, WHOLE } from './scenario.ts';

const LONGEST = 64;

/**
 * Reading ahead in pages and sending each question as it is asked give the same results, callbacks and events, on any
 * honest exchange and whichever way a strategy looks at the market, wherever the market goes on after the last frame (ADR 11).
 */
export async function prefetchLaw(seed: number): Promise<string | null> {
  return prefetchFault(seed, (exchange) => exchange);
}

/** @param served - what becomes of the exchange that is asked question by question */
export async function prefetchFault(seed: number, served: (exchange: IExchangeSchema) => IExchangeSchema): Promise<string | null> {
  const ahead = await toldWith(seed, true, (exchange) => exchange);
  const asked = await toldWith(seed, false, served);
  return differentByKind('read ahead', ahead, 'asked', asked);
}

async function toldWith(seed: number, prefetch: boolean, served: (exchange: IExchangeSchema) => IExchangeSchema): Promise<Note[]> {
  const random = seededRandom(seed ^ 0x3c6ef372);
  const frame = randomFrame(random, 'frame', LONGEST);
  const throughContext = random() < 0.5;
  const strategy = randomStrategy(random, INTERVALS);
  const market = marketFor(random, frame, [SYMBOL, OTHER_SYMBOL]);
  const manners = { pageSize: pick(random, [undefined, undefined, 60, random() < 0.2 ? 3 : 200]), extra: pick(random, [0, 0, 7]), turns: pick(random, [0, 0, 3]) };
  const config = randomConfig(random);
  const tw = instance({ ...config, CC_CANDLE_PREFETCH: prefetch });
  tw.addExchange(served(market.exchange('honest', manners)));
  tw.addFrame(frame.schema);
  const notes: Note[] = [];
  const looking = random() < 0.3;
  const names = CALLBACKS.filter(() => random() < 0.4);
  const callbacks = callbacksTo((kind, given) => {
    const seen = looking && kind !== 'onIdle' ? getCandles(SYMBOL, '3m', 5).then(sumOf) : null;
    const note = { kind, given, seen: 0 };
    notes.push(note);
    return seen?.then((sum) => void (note.seen = sum));
  }, names);
  const getSignal = throughContext ? throughCandles(strategy, random() < 0.5 ? OTHER_SYMBOL : null) : throughViews(strategy);
  tw.addStrategy({ strategyName: 'random', interval: strategy.interval, history: strategy.history, getSignal, callbacks });
  listenTo(tw, (kind, given) => void notes.push({ kind, given }), random() < 0.2);
  for await (const given of tw.Backtest.run(SYMBOL, WHOLE)) notes.push({ kind: 'result', given });
  await new Promise(setImmediate); // for callbacks that still look
  tw.dispose();
  return notes;
}
