import type { CancelSignal, Clock } from '@tradewright/core';

interface Alarm {
  readonly atMs: number;
  readonly ring: () => void;
}

/**
 * The time of one process, moved on from outside. All whose alarm has come wake at once, and work side by side; when the
 * last of them rests again, that is told.
 */
export class SteppedClock {
  readonly #machine: Clock;
  readonly #onRest: () => void;
  readonly #alarms = new Set<Alarm>();
  #nowMs: number;
  #busy = 0;

  /** @param onRest - called whenever nobody is at work any more */
  constructor(machine: Clock, startMs: number, onRest: () => void) {
    this.#machine = machine;
    this.#nowMs = startMs;
    this.#onRest = onRest;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** The clock of one who is at work from now on, but for its sleeps. */
  join(): Clock {
    this.#busy++;
    const startMs = this.#nowMs;
    return {
      nowMs: () => this.#nowMs,
      elapsedMs: () => this.#nowMs - startMs,
      breathe: () => this.#machine.breathe(),
      after: (durationMs, call) => this.#after(durationMs, call),
      sleep: (durationMs, cancel) => this.#sleep(durationMs, cancel),
    };
  }

  /** It is so late now. */
  go(nowMs: number): void {
    this.#nowMs = nowMs;
    for (const alarm of [...this.#alarms]) {
      if (alarm.atMs > nowMs || !this.#alarms.delete(alarm)) continue;
      alarm.ring();
    }
    if (this.#busy === 0) this.#onRest();
  }

  #after(durationMs: number, ring: () => void): () => void {
    const alarm = { atMs: this.#nowMs + Math.max(0, durationMs), ring };
    this.#alarms.add(alarm);
    return () => void this.#alarms.delete(alarm);
  }

  #sleep(durationMs: number, cancel?: CancelSignal): Promise<void> {
    if (cancel?.aborted === true || durationMs <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        callOff();
        cancel?.removeEventListener('abort', wake);
        this.#busy++;
        resolve();
      };
      const callOff = this.#after(durationMs, wake);
      cancel?.addEventListener('abort', wake);
      if (--this.#busy === 0) this.#onRest();
    });
  }
}
