import type { CancelSignal } from '../ports/cancel-signal.ts';
import type { Clock } from '../ports/clock.ts';
import type { DurationMs, TimestampMs } from '../units.ts';

interface Alarm {
  readonly atMs: DurationMs;
  readonly ring: () => void;
}

/** A clock that stands still until it is told to `pass`. */
export class FakeClock implements Clock {
  /** How many breaths were taken. */
  breaths = 0;
  readonly #startMs: TimestampMs;
  #elapsedMs: DurationMs = 0;
  #alarms: Alarm[] = [];

  constructor(startMs: TimestampMs = 0) {
    this.#startMs = startMs;
  }

  nowMs(): TimestampMs {
    return this.#startMs + this.#elapsedMs;
  }

  elapsedMs(): DurationMs {
    return this.#elapsedMs;
  }

  breathe(): Promise<void> {
    this.breaths++;
    return Promise.resolve();
  }

  sleep(durationMs: DurationMs, cancel?: CancelSignal): Promise<void> {
    if (cancel?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        callOff();
        cancel?.removeEventListener('abort', wake);
        resolve();
      };
      const callOff = this.after(durationMs, wake);
      cancel?.addEventListener('abort', wake);
    });
  }

  after(durationMs: DurationMs, call: () => void): () => void {
    const alarm = { atMs: this.#elapsedMs + Math.max(0, durationMs), ring: call };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  /** Number of alarms and sleeps that are still to come. */
  get pending(): number {
    return this.#alarms.length;
  }

  /** Lets time pass; what falls due is called in order, each at its own time. */
  async pass(durationMs: DurationMs): Promise<void> {
    const untilMs = this.#elapsedMs + durationMs;
    for (;;) {
      const due = this.#alarms.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      this.#alarms = this.#alarms.filter((other) => other !== due);
      this.#elapsedMs = due.atMs;
      due.ring();
      await Promise.resolve();
    }
    this.#elapsedMs = untilMs;
  }
}
