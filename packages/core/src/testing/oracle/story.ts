import type { Candle } from '../../market/candle.ts';
import type { Interval } from '../../market/interval.ts';
import type { VwapWindow } from '../../market/vwap.ts';
import type { Rules } from '../../machine/rules.ts';
import type { RiskRule } from '../../ports/risk-rule.ts';
import type { Sizer } from '../../ports/sizer.ts';
import type { Strategy } from '../../ports/strategy.ts';
import type { CancelReason, TradeEvent } from '../../signal/event.ts';
import type { Position } from '../../signal/position.ts';
import type { Plan } from '../../signal/signal.ts';
import type { Price, TimestampMs } from '../../units.ts';
import { averagePrice } from './market.ts';
import { traded, type End } from './money.ts';

/** One run, with everything written out: no defaults, no ports, all hooks synchronous. */
export interface OracleOptions {
  readonly symbol: string;
  readonly exchangeName: string;
  readonly strategy: Strategy;
  /** All candles there are, oldest first. */
  readonly candles: readonly Candle[];
  readonly fromMs: TimestampMs;
  readonly toMs: TimestampMs;
  readonly frame: Interval;
  readonly rules: Omit<Rules, 'key' | 'askEveryMs' | 'candleMs'>;
  readonly vwap: VwapWindow;
  readonly risk: readonly RiskRule[];
  readonly sizer?: Sizer | undefined;
  /** What is told beside the transitions: that a signal lives at a candle, that there is none at a frame. */
  readonly wants: readonly ('idle' | 'active' | 'progress')[];
  /** The consumer stops the run when it has received this many events. */
  readonly stopAfter?: number | undefined;
}

export type OracleEvent = TradeEvent | { readonly kind: 'failed'; readonly atMs: TimestampMs; readonly message: string };

type Life =
  | { readonly kind: 'none' }
  | { readonly kind: 'waiting'; readonly plan: Plan; readonly deadlineMs: TimestampMs }
  | { readonly kind: 'open'; readonly position: Position };

/** Where the run has come to, and what has been told so far. */
export interface Story {
  readonly options: OracleOptions;
  readonly events: OracleEvent[];
  nowMs: TimestampMs;
  life: Life;
  lastAskMs: TimestampMs;
  /** When the last signal ended; under `vwap` that instant is used up (decision 13). */
  lastEndMs: TimestampMs;
  signals: number;
  stopped: boolean;
  /** Stopped before the frame of this instant was looked at. */
  stoppedBefore: boolean;
}

export function newStory(options: OracleOptions): Story {
  return { options, events: [], nowMs: options.fromMs - 1, life: { kind: 'none' }, lastAskMs: -Infinity, lastEndMs: -Infinity, signals: 0, stopped: false, stoppedBefore: false };
}

export function priceNow(story: Story, sinceMs?: TimestampMs): Price | null {
  return averagePrice(story.options.candles, story.nowMs, story.options.vwap, sinceMs);
}

/** The consumer hears it, and may stop the run: no ask after that, and a waiting order is withdrawn (decision 20). */
export function tell(story: Story, event: OracleEvent): void {
  story.events.push(event);
  if (story.events.length === story.options.stopAfter) story.stopped = true;
}

/** What a candle decides happened at its open time; what a tick or the clock decides, now. */
export function stampOf(story: Story, candle: Candle | null): { readonly atMs: TimestampMs; readonly knownAtMs: TimestampMs } {
  return { atMs: candle !== null && story.options.rules.trigger === 'candle-range' ? candle.openTimeMs : story.nowMs, knownAtMs: story.nowMs };
}

export function cancel(story: Story, plan: Plan, reason: CancelReason, price: Price, atMs: TimestampMs, truncated = false): void {
  story.life = { kind: 'none' };
  story.lastEndMs = story.nowMs;
  tell(story, { kind: 'cancelled', plan, reason, truncated, atMs, knownAtMs: story.nowMs, price });
}

export function close(story: Story, position: Position, end: End): void {
  story.life = { kind: 'none' };
  story.lastEndMs = story.nowMs;
  const trade = traded(position, end, story.options.rules);
  tell(story, { kind: 'closed', trade, atMs: end.atMs, knownAtMs: story.nowMs, price: trade.exit.quotedPrice });
}

/** Time ends a position at a market price. */
export function closeByTime(story: Story, position: Position, price: Price, truncated: boolean): void {
  close(story, position, { reason: 'time-expired', price, atMs: story.nowMs, ambiguous: position.ambiguous, stopPrice: position.plan.stopLossPrice, truncated });
}
