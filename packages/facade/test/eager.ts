import type { DoneContract } from '../src/types.ts';
import { candles, Market } from './market.ts';
import { long, world, type World, type WorldOptions } from './world.ts';

/** Lets other promises settle. */
export const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await Promise.resolve();
};

/** Always in the market, an hour at a time; the first position is at its target in minute 30. */
export const eager = (over: WorldOptions = {}): World => world({ market: new Market(candles(-50, 3000, { 30: [100, 111, 100, 100] })), getSignal: () => long(), to: 1000, ...over });

/** What its instance tells to be done, as it grows. */
export const doneOf = ({ tw }: World): DoneContract[] => {
  const done: DoneContract[] = [];
  tw.listenDoneBacktest((event) => void done.push(event));
  return done;
};
