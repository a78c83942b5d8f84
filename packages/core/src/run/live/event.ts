import type { EngineError } from '../../error.ts';
import type { Open, Scheduled } from '../../signal/state.ts';
import type { DurationMs, TimestampMs } from '../../units.ts';
import type { RunEvent } from '../event.ts';

/** One tick of a live run. */
export interface LiveTick {
  /** The aligned minute it stands for. */
  readonly whenMs: TimestampMs;
  /** The candle that closed at `whenMs` had not come when the grace was over. */
  readonly late: boolean;
  /** How long after `whenMs` it began. */
  readonly delayedMs: DurationMs;
  /** Ticks before it that were left out because something took too long. */
  readonly missed: number;
  /** On the first tick after a restart: how long nobody can have looked, at most. Quiet ticks are not written down. */
  readonly recoveredAfterMs: DurationMs | null;
}

/** What a live run tells: the life of its signals, and how the run itself fares. */
export type LiveEvent =
  | Exclude<RunEvent, { readonly kind: 'failed' | 'progress' }>
  /** An ask, the rest of a tick or a stretch of candles came to nothing; the run goes on with the next one. */
  | { readonly kind: 'failed'; readonly atMs: TimestampMs; readonly error: EngineError }
  /** A signal that lived before the restart, before the first tick. */
  | { readonly kind: 'restored'; readonly atMs: TimestampMs; readonly state: Scheduled | Open }
  /** A tick is over. */
  | { readonly kind: 'ticked'; readonly atMs: TimestampMs; readonly state: 'idle' | 'scheduled' | 'active' }
  /** The store does not answer: nothing is decided until it does. */
  | { readonly kind: 'paused'; readonly atMs: TimestampMs; readonly error: EngineError }
  | { readonly kind: 'resumed'; readonly atMs: TimestampMs; readonly pausedMs: DurationMs }
  /** Somebody else trades this run; it waits for its turn. `lost`: it has traded itself until now. */
  | { readonly kind: 'standby'; readonly atMs: TimestampMs; readonly lost: boolean }
  /**
   * The clock of the machine was set: forward by so much, or back where it is negative. Engine time never goes back: the
   * next tick, and with it the next look at an open position, comes when the clock shows `resumesAtMs`.
   */
  | { readonly kind: 'clock'; readonly atMs: TimestampMs; readonly jumpedMs: DurationMs; readonly resumesAtMs: TimestampMs };

/** An event and the tick it belongs to; what comes between two ticks has none. */
export interface LiveTold {
  readonly event: LiveEvent;
  readonly tick: LiveTick | null;
}
