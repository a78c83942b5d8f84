import type { PriceRange } from '../market/candle.ts';
import type { ExitDecision } from '../signal/exit.ts';
import type { Position } from '../signal/position.ts';
import type { Price, TimestampMs } from '../units.ts';
import type { Rules } from './rules.ts';

/** What a candle means for a position: an exit, a doubt to remember, or nothing. */
export type Verdict = ExitDecision | 'doubt' | null;

/** Decides by the candle's high and low (decisions 11–13). The candle lies wholly inside the position's life. */
export function judgeCandle(position: Position, candle: PriceRange, rules: Rules): Verdict {
  const { plan } = position;
  const long = plan.side === 'long';
  const stop = plan.stopLossPrice;
  const target = plan.takeProfitPrice;
  const hitsStop = long ? candle.low <= stop : candle.high >= stop;
  const reachesTarget = long ? candle.high >= target : candle.low <= target;
  if (!hitsStop && !reachesTarget) return null;

  // On the candle that filled a waiting entry, a target touched may have been touched before the fill. A close beyond
  // it proves the opposite; else the policy decides and the doubt is kept (decision 13).
  const unproven = reachesTarget && enteredInside(position, candle) && (long ? candle.close < target : candle.close > target);
  const optimist = rules.intrabar === 'take-profit-first';
  const hitsTarget = reachesTarget && (!unproven || optimist);
  const ambiguous = (hitsStop && reachesTarget) || unproven;
  if (!hitsStop && !hitsTarget) return 'doubt';

  const byTarget = hitsTarget && (!hitsStop || optimist);
  const stopPrice = hitsStop ? worse(long, stop, candle.open) : stop;
  return {
    reason: byTarget ? 'take-profit' : 'stop-loss',
    price: byTarget ? target : stopPrice,
    atMs: candle.openTimeMs,
    ambiguous: ambiguous || position.ambiguous,
    stopPrice,
    truncated: false,
    reasonText: null,
  };
}

/** Decides by the VWAP at a tick: fills are at the level (decision 12). */
export function judgePrice(position: Position, price: Price, nowMs: TimestampMs): ExitDecision | null {
  const { side, stopLossPrice, takeProfitPrice } = position.plan;
  const long = side === 'long';
  if (long ? price >= takeProfitPrice : price <= takeProfitPrice) return exitAt('take-profit', takeProfitPrice, nowMs, position);
  if (long ? price <= stopLossPrice : price >= stopLossPrice) return exitAt('stop-loss', stopLossPrice, nowMs, position);
  return null;
}

/** An exit that no candle decided. */
export function exitAt(reason: ExitDecision['reason'], price: Price, atMs: TimestampMs, position: Position, truncated = false, reasonText: string | null = null): ExitDecision {
  return { reason, price, atMs, ambiguous: position.ambiguous, stopPrice: position.plan.stopLossPrice, truncated, reasonText };
}

/** Whether the candle filled the waiting entry on its way: it opened on the waiting side of it. */
export function enteredInside({ plan, openedAtMs }: Position, candle: PriceRange): boolean {
  if (!plan.waits || candle.openTimeMs !== openedAtMs) return false;
  return plan.side === 'long' ? candle.open > plan.entryPrice : candle.open < plan.entryPrice;
}

/** A stop is filled where the market was when it was reached: at the open, if that lies beyond it. */
function worse(long: boolean, stop: Price, open: Price): Price {
  return long ? Math.min(stop, open) : Math.max(stop, open);
}
