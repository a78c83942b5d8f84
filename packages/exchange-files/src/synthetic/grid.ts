import { decimalsOf } from '@tradewright/core';

/** Multiples of a step, as a fraction of integers: `n · multiplier / divisor` is rounded once and so reads like its decimal text. */
export interface Grid {
  readonly multiplier: number;
  readonly divisor: number;
}

export function gridOf(step: number): Grid {
  const divisor = Number(`1e${decimalsOf(step)}`);
  return { multiplier: Math.round(step * divisor), divisor };
}
