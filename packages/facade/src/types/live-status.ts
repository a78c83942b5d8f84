import type { CandleGap, EngineError } from '../core-types.ts';
import type { IScheduledSignalRow, ISignalRow } from './signal.ts';

interface LiveStatus {
  symbol: string;
  strategyName: string;
  exchangeName: string;
  /** By the clock of the run, ms. */
  timestamp: number;
}

/** A tick is over. */
export interface LiveStatusTicked extends LiveStatus {
  kind: 'ticked';
  state: 'idle' | 'scheduled' | 'active';
  /** The candle that closed then had not come in time. */
  late: boolean;
  /** How long after its time it began, ms. */
  delayedMs: number;
  /** Ticks before it that were left out because something took too long. */
  missed: number;
  /** At the first tick after a restart: for how long nobody had looked, ms. */
  recoveredAfterMs: number | null;
}

/** How a live run fares besides its signals, on the discriminant `kind`: for status lines and health checks. */
export type LiveStatusContract =
  | LiveStatusTicked
  /** A signal that lived before the restart goes on. */
  | (LiveStatus & { kind: 'restored'; signal: ISignalRow | IScheduledSignalRow })
  /** The store does not answer: nothing is decided until it does. */
  | (LiveStatus & { kind: 'paused'; error: EngineError })
  | (LiveStatus & { kind: 'resumed'; pausedMs: number })
  /** Somebody else trades this run, which waits for its turn; `lost`: it had been ours. */
  | (LiveStatus & { kind: 'standby'; lost: boolean })
  /** The clock of the machine was set: forward by so much, or back. The next tick comes when it shows `resumesAt`. */
  | (LiveStatus & { kind: 'clock'; jumpedMs: number; resumesAt: number })
  /** The exchange has given no new candle at some ticks in a row, the first of them at `sinceMs`: nothing can be judged. */
  | (LiveStatus & { kind: 'stale'; blindTicks: number; sinceMs: number; error: EngineError })
  /** Candles come again after so many ticks without. */
  | (LiveStatus & { kind: 'fresh'; blindTicks: number; sinceMs: number })
  /** Candles are missing. */
  | (LiveStatus & { kind: 'gap'; gap: CandleGap })
  /** An ask or a whole tick came to nothing; the next tick comes. */
  | (LiveStatus & { kind: 'failed'; error: EngineError });
