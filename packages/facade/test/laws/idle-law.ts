import { differentEvents, seededRandom, type Random } from '@tradewright/core/testing';
import type { Tradewright } from '../../src/create.ts';
import { SYMBOL } from '../world.ts';
import { callbacksTo, CALLBACKS, isStill, listenTo, QUIET_CALLBACKS, type Note } from './notebook.ts';
import { randomStrategy, throughViews } from './random-strategy.ts';
import { instance, marketFor, randomConfig, randomFrame, WHOLE } from './scenario.ts';

const LONGEST = 200;

/**
 * Whoever wants to hear of every frame, by callbacks or listeners of any combination, makes a run look at every frame; it
 * trades and tells the same besides (decision 8).
 */
export async function idleLaw(seed: number): Promise<string | null> {
  return idleFault(seed, () => throughViews);
}

/** @param waysOf - how a strategy finds its answer, given what tells how often its `onIdle` has been called */
export async function idleFault(seed: number, waysOf: (idles: () => number) => typeof throughViews): Promise<string | null> {
  const skipped = await toldWith(seed, null, waysOf);
  const produced = await toldWith(seed, seededRandom(seed ^ 0x1f83d9ab), waysOf);
  return differentEvents('skipped', skipped, 'produced', produced.filter((note) => !isStill(note)));
}

/** @param noise - chooses who wants to hear of frames at which nothing happens; `null`: nobody does */
async function toldWith(seed: number, noise: Random | null, waysOf: (idles: () => number) => typeof throughViews): Promise<Note[]> {
  const random = seededRandom(seed ^ 0x5be0cd19);
  const frame = randomFrame(random, WHOLE.frameName, LONGEST);
  const strategy = randomStrategy(random);
  const market = marketFor(random, frame, [SYMBOL]);
  const tw = instance(randomConfig(random));
  tw.addExchange(market.exchange(WHOLE.exchangeName));
  tw.addFrame(frame.schema);
  const notes: Note[] = [];
  let idles = 0;
  const getSignal = waysOf(() => idles)(strategy);
  const take = (kind: string, given: unknown): void => {
    if (kind === 'onIdle') idles++;
    if (kind !== 'onTick') notes.push({ kind, given });
  };
  const callbacks = callbacksTo(take, CALLBACKS.filter((name) => QUIET_CALLBACKS.includes(name) || (noise !== null && noise() < 0.4)));
  tw.addStrategy({ strategyName: WHOLE.strategyName, interval: strategy.interval, history: strategy.history, getSignal, callbacks });
  listenTo(tw, take, false);
  if (noise !== null) makeNoise(tw, noise);
  for await (const given of tw.Backtest.run(SYMBOL, WHOLE)) take('result', given);
  tw.dispose();
  return notes;
}

function makeNoise(tw: Tradewright, noise: Random): void {
  const hear = (): void => undefined;
  if (noise() < 0.3) tw.listenSignal(hear);
  if (noise() < 0.3) tw.listenSignalBacktest(hear);
  if (noise() < 0.3) tw.listenBacktestProgress(hear);
  if (noise() < 0.3) tw.emitters.signalEmitter.connect(hear);
}
