import type { CancelSignal } from '../../ports/cancel-signal.ts';

/** Ends rests of the run's own: they can be interrupted by a stop, by a shutdown, or by what was waited for. */
export class Interrupt implements CancelSignal {
  aborted = false;
  #listeners: (() => void)[] = [];

  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    for (const listener of this.#listeners.splice(0)) listener();
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners = this.#listeners.filter((other) => other !== listener);
  }
}

/** Calls when a signal is given, at once where it was. The returned function calls that off. */
export function whenAborted(cancel: CancelSignal | undefined, call: () => void): () => void {
  if (cancel?.aborted === true) call();
  cancel?.addEventListener('abort', call);
  return () => cancel?.removeEventListener('abort', call);
}
