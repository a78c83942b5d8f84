import type { CancelSignal } from '@tradewright/core';

/** Wakes everybody who waits for something to happen. */
export class Bell {
  #waiting = new Set<() => void>();

  ring(): void {
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const wake of waiting) wake();
  }

  /** Resolves at the next ring, at once when cancelled. */
  heard(cancel?: CancelSignal): Promise<void> {
    if (cancel?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        cancel?.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      cancel?.addEventListener('abort', wake);
    });
  }
}
