import type { RunNames } from '@tradewright/core/run';

export const PROCESSES = 8;
export const SYMBOLS_EACH = 50;
/** Positions that all runs of all processes may hold together. */
export const MOST_OPEN = 5;
export const RISK_NAME = 'crowd';
export const MINUTE_MS = 60_000;
/** The first tick of everybody. */
export const START_MS: number = Date.UTC(2024, 0, 1);

/** Whom the runs of one process trade for. */
export function namesIn(place: number): RunNames[] {
  return Array.from({ length: SYMBOLS_EACH }, (_unused, i) => ({ exchangeName: 'paper', account: 'default', symbol: `COIN${place}X${i}USDT`, strategyName: 'eager' }));
}

/** What the crowd tells a process: it is so late. */
export interface Go {
  readonly nowMs: number;
}

/** What a process tells the crowd. */
export type Report =
  /** It can begin. */
  | { readonly kind: 'ready' }
  /** All its runs are through with what there was to do at this instant, or before. */
  | { readonly kind: 'through'; readonly nowMs: number; readonly conflicts: number }
  | { readonly kind: 'failed'; readonly what: string };
