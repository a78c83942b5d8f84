import { setImmediate, setTimeout } from 'node:timers';
import type { CancelSignal, Clock, DurationMs, TimestampMs } from '@tradewright/core';

/** A process that was let live this recently needs no other breath. */
const BREATH_APART_MS = 10;

/** What is longer Node takes for no time at all. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Real time, as Node tells it. */
export class SystemClock implements Clock {
  #breathedAtMs = 0;

  nowMs(): TimestampMs {
    return Date.now();
  }

  elapsedMs(): DurationMs {
    return performance.now();
  }

  breathe(): Promise<void> {
    const nowMs = performance.now();
    if (nowMs - this.#breathedAtMs < BREATH_APART_MS) return Promise.resolve();
    return new Promise((resolve) => {
      setImmediate(() => {
        this.#breathedAtMs = performance.now();
        resolve();
      });
    });
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
    // A run that waits for its strategy only must stay alive until the time-out speaks, so this timer is not unref'd
    // while it can still matter; whoever sets it calls it off.
    const next = (leftMs: DurationMs): NodeJS.Timeout => {
      const pieceMs = Math.min(leftMs, LONGEST_TIMER_MS);
      return setTimeout(() => (leftMs > pieceMs ? void (timer = next(leftMs - pieceMs)) : call()), pieceMs);
    };
    let timer = next(durationMs);
    return () => clearTimeout(timer);
  }
}
