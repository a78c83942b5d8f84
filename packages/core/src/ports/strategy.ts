import type { CandleView } from '../market/view.ts';
import type { Interval } from '../market/interval.ts';
import type { Position } from '../signal/position.ts';
import type { Signal } from '../signal/signal.ts';
import type { Price, TimestampMs } from '../units.ts';

/** What a strategy can see at the instant it is asked: nothing that has not closed by `nowMs`. Valid until it answers. */
export interface StrategyContext {
  readonly symbol: string;
  readonly nowMs: TimestampMs;
  /** The VWAP now. */
  readonly price: Price;
  /** A strategy is asked only while it has none, so this is `null`; it is here for code that asks before it answers. */
  readonly position: Position | null;
  /**
   * The last `limit` closed candles of an interval, fewer while history is short. At most 1,500 unless the strategy
   * declares more in `history`.
   */
  series(interval: Interval, limit: number): CandleView;
}

export type Answer = Signal | null | undefined;

/** The only user code on the engine's way: candles in, a signal or nothing out. */
export interface Strategy {
  readonly name: string;
  /** It is asked at most once in this time, and only while it has no signal. */
  readonly interval: Interval;
  /** Candles per interval that must be there before the first ask, and are kept for views. */
  readonly history?: Partial<Record<Interval, number>>;
  /** A plain value is not awaited. */
  ask(context: StrategyContext): Answer | Promise<Answer>;
}
