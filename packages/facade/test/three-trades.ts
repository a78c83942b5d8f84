import { candles, Market } from './market.ts';
import { long, NAMES, SYMBOL, world, type World, type WorldOptions } from './world.ts';

/** What its reports are asked for by. */
export const PAIR: readonly [symbol: string, strategyName: string] = [SYMBOL, NAMES.strategyName];

/** At its target in minute 1, at its stop in minute 11, at its target in minute 21: +10, −5 and +10 percent. */
export const threeTrades = (over: WorldOptions = {}): World =>
  world({
    market: new Market(candles(-2000, 3000, { 1: [100, 111, 100, 100], 11: [100, 100, 95, 100], 21: [100, 111, 100, 100] })),
    script: { 0: long({ id: 'a', note: 'first' }), 10: long({ id: 'b' }), 20: long({ id: 'c' }) },
    to: 30,
    ...over,
  });
