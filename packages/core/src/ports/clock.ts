import type { CancelSignal } from './cancel-signal.ts';
import type { DurationMs, TimestampMs } from '../units.ts';

/** The only way time and rest come into the engine. */
export interface Clock {
  /** Now, UTC. */
  nowMs(): TimestampMs;
  /** Milliseconds since some fixed moment; never goes back. */
  elapsedMs(): DurationMs;
  /** Lets timers, signals and other work of the process run, then resolves. */
  breathe(): Promise<void>;
  /** Resolves after a time, at once when cancelled. */
  sleep(durationMs: DurationMs, cancel?: CancelSignal): Promise<void>;
  /** Calls once after a time; the returned function calls it off. */
  after(durationMs: DurationMs, call: () => void): () => void;
}
