import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { LiveEvent, LiveTold } from './event.ts';

/** Events that come of themselves while something else is waited for: that a store does not answer, for one. */
export class Aside {
  readonly #events: LiveEvent[] = [];
  #wake: (() => void) | undefined;

  note(event: LiveEvent): void {
    this.#events.push(event);
    this.#wake?.();
  }

  /** What has come up so far. */
  *take(): Generator<LiveTold, void, void> {
    for (let event = this.#events.shift(); event !== undefined; event = this.#events.shift()) yield { event, tick: null };
  }

  /**
   * Waits, and meanwhile tells what comes up. Being cancelled ends a wait that may never end otherwise.
   *
   * @returns what was waited for; `undefined` when it is waited for no more
   */
  async *await<T>(work: Promise<T>, cancel: CancelSignal): AsyncGenerator<LiveTold, T | undefined, void> {
    const settled = { yet: false };
    const wake = (): void => this.#wake?.();
    const outcome = work.finally(() => (settled.yet = true));
    outcome.then(wake, wake);
    cancel.addEventListener('abort', wake);
    try {
      for (;;) {
        yield* this.take();
        if (settled.yet) return await outcome;
        if (cancel.aborted) return undefined;
        // Something may have come up while the last event was being handed out.
        if (this.#events.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      this.#wake = undefined;
      cancel.removeEventListener('abort', wake);
    }
  }
}
