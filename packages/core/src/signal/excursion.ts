import type { Fraction, Price } from '../units.ts';
import type { Plan, Side } from './signal.ts';

export interface Excursion {
  /** Maximum adverse excursion: the worst unrealised move against the position, ≤ 0. */
  readonly maeFrac: Fraction;
  /** Maximum favourable excursion: the best unrealised move for it, ≥ 0. */
  readonly mfeFrac: Fraction;
}

/** Excursions from the extremes a position has seen, relative to its entry, costs left out. */
export function excursion(side: Side, entryPrice: Price, highest: Price, lowest: Price): Excursion {
  const up = Math.max(0, (highest - entryPrice) / entryPrice);
  const down = Math.min(0, (lowest - entryPrice) / entryPrice);
  return side === 'long' ? { maeFrac: down, mfeFrac: up } : { maeFrac: zeroed(-up), mfeFrac: zeroed(-down) };
}

/** How far a price has come from the entry towards target or stop: at most one of the two is above 0, neither above 1. */
export function progress(plan: Pick<Plan, 'entryPrice' | 'takeProfitPrice' | 'stopLossPrice'>, price: Price): { readonly toTakeProfitFrac: Fraction; readonly toStopLossFrac: Fraction } {
  const toTarget = (price - plan.entryPrice) / (plan.takeProfitPrice - plan.entryPrice);
  const toStop = (price - plan.entryPrice) / (plan.stopLossPrice - plan.entryPrice);
  return { toTakeProfitFrac: clamp(toTarget), toStopLossFrac: clamp(toStop) };
}

function clamp(share: number): Fraction {
  return share > 0 ? Math.min(1, share) : 0;
}

/** Negating 0 gives -0, which prints and compares oddly. */
function zeroed(value: number): number {
  return value === 0 ? 0 : value;
}
