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
  /** On the first tick after a restart: how long nobody had looked. */
  readonly recoveredAfterMs: DurationMs | null;
}

/** What a live run tells: the life of its signals, and how the run itself fares. */
export type LiveEvent =
  | Exclude<RunEvent, { readonly kind: 'failed' | 'progress' }>
  /** An ask or a whole tick came to nothing; the next tick comes. */
  | { readonly kind: 'failed'; readonly atMs: TimestampMs; readonly error: EngineError }
  /** A signal that lived before the restart, before the first tick. */
  | { readonly kind: 'restored'; readonly atMs: TimestampMs; readonly state: Scheduled | Open; readonly warnings: readonly string[] }
  /** A tick is over. */
  | { readonly kind: 'ticked'; readonly atMs: TimestampMs; readonly state: 'idle' | 'scheduled' | 'active' }
  /** The store does not answer: nothing is decided until it does. */
  | { readonly kind: 'paused'; readonly atMs: TimestampMs; readonly error: EngineError }
  | { readonly kind: 'resumed'; readonly atMs: TimestampMs; readonly pausedMs: DurationMs }
  /** Somebody else trades this run; it waits for its turn. */
  | { readonly kind: 'standby'; readonly atMs: TimestampMs; readonly lost: boolean }
  /** The clock of the machine was set: forward by so much, or back. */
  | { readonly kind: 'clock'; readonly atMs: TimestampMs; readonly jumpedMs: DurationMs };

/** An event and the tick it belongs to; what comes between two ticks has none. */
export interface LiveTold {
  readonly event: LiveEvent;
  readonly tick: LiveTick | null;
}
