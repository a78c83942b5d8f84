import { setImmediate, setTimeout } from 'node:timers';
import type { CancelSignal, Clock, DurationMs, TimestampMs } from '@tradewright/core';

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
        clearTimeout(timer);
        cancel?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, durationMs);
      cancel?.addEventListener('abort', wake);
    });
  }

  after(durationMs: DurationMs, call: () => void): () => void {
    const timer = setTimeout(call, durationMs);
    return () => clearTimeout(timer);
  }
}
