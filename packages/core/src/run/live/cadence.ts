import { alignDown } from '../../market/interval.ts';
import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DurationMs, TimestampMs } from '../../units.ts';

/** A clock that differs by more than this from what has really elapsed since the last look was set by somebody. */
const JUMP_MS = 30_000;

/** What a wait for the next tick came to. */
export type Beat =
  | { readonly kind: 'tick'; readonly whenMs: TimestampMs; readonly delayedMs: DurationMs; readonly missed: number }
  | { readonly kind: 'jumped'; readonly jumpedMs: DurationMs; readonly resumesAtMs: TimestampMs }
  | { readonly kind: 'interrupted' };

/**
 * Ticks at aligned instants, each later than the one before, whatever is done to the clock of the machine: set back, it
 * brings no tick before it has caught up, for what was decided at an instant cannot be decided again.
 */
export class Cadence {
  readonly #clock: Clock;
  readonly #tickMs: DurationMs;
  #lastMs: TimestampMs | null;
  /** What the clock must have shown at elapsed time 0, by the last look at it. */
  #originMs: TimestampMs;

  /** @param afterMs - what a run before this one has come to: no tick comes before this instant; at it one may come once more */
  constructor(clock: Clock, tickMs: DurationMs, afterMs: TimestampMs | null) {
    this.#clock = clock;
    this.#tickMs = tickMs;
    this.#lastMs = afterMs === null ? null : alignDown(afterMs, tickMs) - tickMs;
    // A clock that has fallen behind what was gone through already was set back between two runs.
    this.#originMs = Math.max(clock.nowMs(), afterMs ?? 0) - clock.elapsedMs();
  }

  /**
   * Rests until the next tick is due. One that is overdue comes at once, and those in between are left out.
   *
   * @param ready - what must be waited for before a tick, if anything; the tick is then that of the time after it
   */
  async next(cancel: CancelSignal, ready: () => Promise<void> | undefined = () => undefined): Promise<Beat> {
    for (;;) {
      if (cancel.aborted) return { kind: 'interrupted' };
      const nowMs = this.#clock.nowMs();
      const dueMs = this.#lastMs === null ? alignDown(nowMs, this.#tickMs) : this.#lastMs + this.#tickMs;
      const jumpedMs = this.#jump(nowMs);
      if (Math.abs(jumpedMs) > JUMP_MS) return { kind: 'jumped', jumpedMs, resumesAtMs: Math.max(dueMs, alignDown(nowMs, this.#tickMs)) };
      // No longer than a tick at a time: the clock may be set meanwhile.
      const wait = nowMs < dueMs ? this.#clock.sleep(Math.min(dueMs - nowMs, this.#tickMs), cancel) : ready();
      if (wait === undefined) return this.#tick(alignDown(nowMs, this.#tickMs), nowMs, dueMs);
      await wait;
    }
  }

  /** By how much the clock was set since the last look. Being put right little by little is no jump. */
  #jump(nowMs: TimestampMs): DurationMs {
    const originMs = nowMs - this.#clock.elapsedMs();
    const jumpedMs = originMs - this.#originMs;
    this.#originMs = originMs;
    return jumpedMs;
  }

  #tick(whenMs: TimestampMs, nowMs: TimestampMs, dueMs: TimestampMs): Beat {
    const missed = this.#lastMs === null ? 0 : (whenMs - dueMs) / this.#tickMs;
    this.#lastMs = whenMs;
    return { kind: 'tick', whenMs, delayedMs: nowMs - whenMs, missed };
  }
}
