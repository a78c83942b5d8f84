import type { CancelSignal, Clock, DurationMs, TimestampMs } from '@tradewright/core';

/** A clock whose sleeps are over at once, and that shows how long they would have been. Alarms ring when sleeps pass them. */
export class EagerClock implements Clock {
  /** Every sleep there was. */
  readonly slept: DurationMs[] = [];
  /** How far the machine's clock is off. */
  skewMs = 0;
  readonly #startMs: TimestampMs;
  #elapsedMs: DurationMs = 0;
  #alarms: { readonly atMs: DurationMs; readonly ring: () => void }[] = [];

  constructor(startMs: TimestampMs) {
    this.#startMs = startMs;
  }

  nowMs(): TimestampMs {
    return this.#startMs + this.#elapsedMs + this.skewMs;
  }

  elapsedMs(): DurationMs {
    return this.#elapsedMs;
  }

  breathe(): Promise<void> {
    return Promise.resolve();
  }

  sleep(durationMs: DurationMs, cancel?: CancelSignal): Promise<void> {
    if (cancel?.aborted === true) return Promise.resolve();
    this.slept.push(durationMs);
    this.pass(durationMs);
    return Promise.resolve();
  }

  after(durationMs: DurationMs, ring: () => void): () => void {
    const alarm = { atMs: this.#elapsedMs + durationMs, ring };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  pass(durationMs: DurationMs): void {
    this.#elapsedMs += durationMs;
    const due = this.#alarms.filter(({ atMs }) => atMs <= this.#elapsedMs);
    this.#alarms = this.#alarms.filter(({ atMs }) => atMs > this.#elapsedMs);
    for (const { ring } of due) ring();
  }
}
