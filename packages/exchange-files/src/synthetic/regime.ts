import type { DurationMs, Fraction } from '@tradewright/core';

/** A mood of the market: how far prices move in a minute and where they lean, both in the usual move of a minute. */
export interface Regime {
  readonly name: 'calm' | 'rising' | 'falling' | 'wild';
  readonly chance: number;
  readonly move: number;
  readonly lean: number;
}

export const REGIMES: readonly Regime[] = [
  { name: 'calm', chance: 0.4, move: 0.55, lean: 0 },
  { name: 'rising', chance: 0.22, move: 0.9, lean: 0.02 },
  { name: 'falling', chance: 0.22, move: 0.9, lean: -0.02 },
  { name: 'wild', chance: 0.16, move: 1.9, lean: 0 },
];

/** A regime lasts between half a day and three days, each length as likely as any other. */
export const SHORTEST_MINUTES = 720;
export const LONGEST_MINUTES = 4320;

const DAY_MINUTES = 1440;
const YEAR_MINUTES = 365 * DAY_MINUTES;

/** The share of the price it usually moves in a minute, so that the returns of days have the volatility asked for. */
export function minuteMove(annualVolatility: Fraction): Fraction {
  // Leaning one way for a whole day adds (lean · day)² to the variance of the day, on top of move² · day.
  const variance = REGIMES.reduce((sum, { chance, move, lean }) => sum + chance * (move * move + lean * lean * DAY_MINUTES), 0);
  return annualVolatility / Math.sqrt(YEAR_MINUTES * variance);
}

/** How much of a yearly growth falls to a length of time. */
export function growth(annualTrend: Fraction, lengthMs: DurationMs): Fraction {
  return (annualTrend * lengthMs) / (YEAR_MINUTES * 60_000);
}

/** The regime a number in [0, 1) stands for. */
export function regimeAt(share: number): Regime {
  let rest = share;
  return REGIMES.find(({ chance }) => (rest -= chance) < 0) ?? REGIMES[0]!;
}
