import { setImmediate } from 'node:timers/promises';
import type { Clock } from '@tradewright/core';

/** The machine's own time, for leases and for rests between two tries. */
export const machineClock: Clock = {
  nowMs: () => Date.now(),
  elapsedMs: () => performance.now(),
  breathe: () => setImmediate(),
  after(durationMs, call) {
    const timer = setTimeout(call, durationMs);
    return () => clearTimeout(timer);
  },
  sleep: (durationMs, cancel) => new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      cancel?.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, cancel?.aborted === true ? 0 : durationMs);
    cancel?.addEventListener('abort', wake);
  }),
};
