import { progress } from '../signal/excursion.ts';
import type { Position } from '../signal/position.ts';
import type { Fraction, Price, TimestampMs } from '../units.ts';
import type { Effect } from './effect.ts';
import type { PartialLevels } from './rules.ts';

/** "Reached" must survive that 0.3 is not exactly three tenths. */
const TOLERANCE = 1e-12;

/** A position after a look at its progress, and what is to be told of it. */
export interface Progressed {
  readonly position: Position;
  readonly effects: readonly Effect[];
}

/** Tells the levels that a position has newly come to, each side's in ascending order (decision 18). */
export function progressed(before: Position, price: Price, levels: PartialLevels, atMs: TimestampMs, knownAtMs: TimestampMs): Progressed | null {
  const { toTakeProfitFrac, toStopLossFrac } = progress(before.plan, price);
  const profitLevels = reached(levels.profitFracs, before.profitLevels, toTakeProfitFrac);
  const lossLevels = reached(levels.lossFracs, before.lossLevels, toStopLossFrac);
  if (profitLevels === before.profitLevels && lossLevels === before.lossLevels) return null;
  const position = { ...before, profitLevels, lossLevels };
  const tell = (direction: 'profit' | 'loss', levelFrac: Fraction): Effect => ({ kind: 'emit', event: { kind: 'partial', direction, levelFrac, position, atMs, knownAtMs, price } });
  return {
    position,
    effects: [
      ...levels.profitFracs.slice(before.profitLevels, profitLevels).map((level) => tell('profit', level)),
      ...levels.lossFracs.slice(before.lossLevels, lossLevels).map((level) => tell('loss', level)),
    ],
  };
}

function reached(levels: readonly Fraction[], from: number, share: Fraction): number {
  let count = from;
  while (count < levels.length && share >= levels[count]! - TOLERANCE) count++;
  return count;
}

/** Prices between which a position can come to no further level; a hair too narrow, for the step decides exactly. */
export function nextLevels({ plan, profitLevels, lossLevels }: Position, { profitFracs, lossFracs }: PartialLevels): { readonly above: Price; readonly below: Price } {
  const profit = priceOf(plan.entryPrice, plan.takeProfitPrice, profitFracs[profitLevels]);
  const loss = priceOf(plan.entryPrice, plan.stopLossPrice, lossFracs[lossLevels]);
  return plan.side === 'long' ? { above: profit ?? Infinity, below: loss ?? -Infinity } : { above: loss ?? Infinity, below: profit ?? -Infinity };
}

function priceOf(entry: Price, end: Price, level: Fraction | undefined): Price | undefined {
  return level === undefined ? undefined : entry + (end - entry) * level * (1 - 1e-9);
}

/** Whether any level is still to come. */
export function hasLevelsLeft({ profitLevels, lossLevels }: Position, { profitFracs, lossFracs }: PartialLevels): boolean {
  return profitLevels < profitFracs.length || lossLevels < lossFracs.length;
}
