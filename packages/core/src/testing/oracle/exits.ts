import type { Candle } from '../../market/candle.ts';
import type { Rules } from '../../machine/rules.ts';
import type { Position } from '../../signal/position.ts';
import type { Price, TimestampMs } from '../../units.ts';
import { atOrAbove, atOrBelow, seen, stopFill, type End } from './money.ts';

/** What a candle or a tick does to an open position: it ends, or it lives on changed. */
export type Judgement = { readonly position: Position; readonly end?: End };

/** A candle the position lived through from its first instant (decisions 11 and 12). */
export function judgeCandle(position: Position, candle: Candle, rules: Pick<Rules, 'intrabar'>): Judgement {
  const { plan } = position;
  const worst = plan.side === 'long' ? candle.low : candle.high;
  const best = plan.side === 'long' ? candle.high : candle.low;
  const stop = atOrBelow(plan.side, worst, plan.stopLossPrice);
  const target = atOrAbove(plan.side, best, plan.takeProfitPrice);
  if (!stop && !target) return { position: seen(position, candle.high, candle.low) };
  const both = stop && target;
  return { position, end: endBy(position, candle, both ? rules.intrabar === 'stop-loss-first' : stop, both) };
}

/**
 * The candle that filled a waiting entry (decision 13). Opened at or beyond the entry, its whole range came after the
 * fill. Opened on the waiting side, its good extreme may have come before it, and only its close is proof.
 */
export function judgeActivation(position: Position, candle: Candle, rules: Pick<Rules, 'intrabar'>): Judgement {
  const { plan } = position;
  if (atOrBelow(plan.side, candle.open, plan.entryPrice)) return judgeCandle(position, candle, rules);
  const worst = plan.side === 'long' ? candle.low : candle.high;
  const best = plan.side === 'long' ? candle.high : candle.low;
  const stop = atOrBelow(plan.side, worst, plan.stopLossPrice);
  const touched = atOrAbove(plan.side, best, plan.takeProfitPrice);
  const proven = atOrAbove(plan.side, candle.close, plan.takeProfitPrice);
  const stopFirst = rules.intrabar === 'stop-loss-first';
  if (stop) return { position, end: endBy(position, candle, stopFirst || !touched, touched) };
  if (proven) return { position, end: endBy(position, candle, false, false) };
  if (touched && !stopFirst) return { position, end: endBy(position, candle, false, true) };
  return { position: { ...seen(position, worst, candle.close), ambiguous: touched } };
}

/** A price at one instant: it cannot be in two places, and fills are at the level (decision 12). */
export function judgeTick(position: Position, price: Price, atMs: TimestampMs): Judgement {
  const { plan } = position;
  const end = { atMs, ambiguous: position.ambiguous, stopPrice: plan.stopLossPrice, truncated: false };
  if (atOrAbove(plan.side, price, plan.takeProfitPrice)) return { position, end: { ...end, reason: 'take-profit', price: plan.takeProfitPrice } };
  if (atOrBelow(plan.side, price, plan.stopLossPrice)) return { position, end: { ...end, reason: 'stop-loss', price: plan.stopLossPrice } };
  return { position };
}

function endBy(position: Position, candle: Candle, stop: boolean, doubt: boolean): End {
  const stopPrice = stopFill(position.plan, candle);
  return {
    reason: stop ? 'stop-loss' : 'take-profit',
    price: stop ? stopPrice : position.plan.takeProfitPrice,
    atMs: candle.openTimeMs,
    ambiguous: doubt || position.ambiguous,
    stopPrice,
    truncated: false,
  };
}
