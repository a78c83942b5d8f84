import { InputError } from '@tradewright/core';
import { Dice } from '../number/dice.ts';
import { quantilesOf } from '../number/ranks.ts';
import { factorOf } from './equity.ts';

/** How often a history is drawn anew, unless told otherwise. */
const RESAMPLES = 1000;
const LEVEL = 0.95;

export interface BootstrapOptions {
  /** The same seed gives the same intervals. */
  readonly seed: number;
  /** Histories drawn; more take longer and settle the ends of the intervals. Default 1000. */
  readonly resamples?: number | undefined;
  /** Share of the histories inside an interval. Default 0.95. */
  readonly level?: number | undefined;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Where figures would lie had the same kind of trades come in another draw and order. Percent. */
export interface Bootstrap {
  readonly meanPnl: Interval;
  readonly maxDrawdown: Interval;
  readonly seed: number;
  readonly resamples: number;
  readonly level: number;
}

/**
 * Percentile intervals (Efron 1979, "Bootstrap Methods: Another Look at the Jackknife") of the mean trade and of the
 * maximum drawdown, from histories of as many trades. They are drawn in runs of random length, n^⅓ trades on average, so
 * that losses which come in clusters stay together (Politis and Romano 1994, "The Stationary Bootstrap").
 *
 * @param pnls percent, in time order, at least one
 * @returns `null` where a result, or a history drawn from them, is beyond what a number can hold
 * @throws {InputError} `statistics/bootstrap` where seed, number of histories or level is none
 */
export function bootstrapOf(pnls: Float64Array, { seed, resamples = RESAMPLES, level = LEVEL }: BootstrapOptions): Bootstrap | null {
  check(seed, resamples, level);
  const dice = new Dice(seed);
  const [means, falls] = [new Float64Array(resamples), new Float64Array(resamples)];
  const factors = pnls.map(factorOf);
  for (let i = 0; i < resamples; i++) {
    const drawn = draw(pnls, factors, dice);
    if (!Number.isFinite(drawn.mean + drawn.maxDrawdown)) return null;
    means[i] = drawn.mean;
    falls[i] = drawn.maxDrawdown;
  }
  return { meanPnl: intervalOf(means, level), maxDrawdown: intervalOf(falls, level), seed, resamples, level };
}

/** One history. Runs that reach the end go on at the beginning. */
function draw(pnls: Float64Array, factors: Float64Array, dice: Dice): { readonly mean: number; readonly maxDrawdown: number } {
  const count = pnls.length;
  const runLength = Math.max(1, Math.round(count ** (1 / 3)));
  let [at, sum, equity, peak, lowest] = [0, 0, 1, 1, 1];
  for (let i = 0; i < count; i++) {
    at = i === 0 || dice.roll(runLength) === 0 ? dice.roll(count) : (at + 1) % count;
    sum += pnls[at]!;
    equity *= factors[at]!;
    if (equity > peak) peak = equity;
    else if (equity < lowest * peak) lowest = equity / peak;
  }
  return { mean: sum / count, maxDrawdown: (1 - lowest) * 100 };
}

function intervalOf(values: Float64Array, level: number): Interval {
  const [low = 0, high = 0] = quantilesOf(values, [(1 - level) / 2, (1 + level) / 2]);
  return { low, high };
}

function check(seed: number, resamples: number, level: number): void {
  if (!Number.isSafeInteger(seed)) throw new InputError('statistics/bootstrap', `The seed of a bootstrap is ${seed}. Give a whole number, so that the intervals can be repeated.`);
  if (!Number.isSafeInteger(resamples) || resamples < 1) throw new InputError('statistics/bootstrap', `A bootstrap cannot draw ${resamples} histories. Give a whole number from 1 on.`);
  if (!(level > 0 && level < 1)) throw new InputError('statistics/bootstrap', `The level of a bootstrap is ${level}. Give a share between 0 and 1, for example 0.95.`);
}
