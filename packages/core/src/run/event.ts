import type { StrategyError } from '../error.ts';
import type { CandleGap } from '../market/fault.ts';
import type { TradeEvent } from '../signal/event.ts';
import type { TimestampMs } from '../units.ts';

/** What a run yields: the life of its signals, and what else its user must hear of. */
export type RunEvent =
  | TradeEvent
  | { readonly kind: 'failed'; readonly atMs: TimestampMs; readonly error: StrategyError }
  | { readonly kind: 'gap'; readonly gap: CandleGap }
  | { readonly kind: 'progress'; readonly atMs: TimestampMs; readonly frames: number; readonly totalFrames: number };
