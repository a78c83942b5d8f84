import type { CancelSignal, Clock, DurationMs, TimestampMs } from '@tradewright/core';

/** What is longer Node takes for no time at all. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Real time, as Node tells it: what a connection lives by unless it is given another clock. */
export class SystemClock implements Clock {
  nowMs(): TimestampMs {
    return Date.now();
  }

  elapsedMs(): DurationMs {
    return performance.now();
  }

  breathe(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
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
    const next = (leftMs: DurationMs): NodeJS.Timeout => {
      const pieceMs = Math.min(leftMs, LONGEST_TIMER_MS);
      return setTimeout(() => (leftMs > pieceMs ? void (timer = next(leftMs - pieceMs)) : call()), pieceMs);
    };
    let timer = next(durationMs);
    return () => clearTimeout(timer);
  }
}
