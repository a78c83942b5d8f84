import type { RiskRule } from '@tradewright/core';

export const RISK_NAME = 'two-slots';
/** Positions that all symbols may hold together. */
export const MOST_OPEN = 2;
/** After a loss nothing is opened for so long. */
export const PAUSE_MS = 30 * 60_000;

/** One line of what the rule remembers. */
export interface Noted {
  readonly what: 'reserved' | 'closed';
  readonly symbol: string;
  readonly id: string;
  readonly atMs: number;
  readonly netQuote: number;
}

/** Waits for a while after each loss, and remembers everything it has heard, so that nothing it forgets goes unseen. */
export const pause: RiskRule<readonly Noted[]> = {
  name: 'pause',
  initial: [],
  judge: ({ nowMs }, notes) => {
    const last = notes.findLast(({ netQuote }) => netQuote < 0);
    return last !== undefined && nowMs < last.atMs + PAUSE_MS ? { allowed: false, reason: 'a pause' } : { allowed: true };
  },
  fold: (notes, event) => {
    if (event.kind !== 'reserved' && event.kind !== 'closed') return notes;
    return [...notes, { what: event.kind, symbol: event.position.symbol, id: event.position.plan.id, atMs: event.nowMs, netQuote: event.kind === 'closed' ? event.netQuote : 0 }];
  },
};
