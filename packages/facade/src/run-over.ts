import type { CancelSignal } from '@tradewright/core';

/** Tells whoever works for a run that it is over: because it ended, or because its user's signal said so. */
export class RunOver implements CancelSignal {
  #aborted = false;
  readonly #listeners = new Set<() => void>();
  readonly #letGo: () => void;

  constructor(signal: CancelSignal | undefined) {
    const end = (): void => this.end();
    signal?.addEventListener('abort', end);
    this.#letGo = () => signal?.removeEventListener('abort', end);
    if (signal?.aborted === true) this.end();
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Calls when it is over, at once where it is already. */
  whenOver(call: () => void): void {
    if (this.#aborted) call();
    else this.#listeners.add(call);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }

  end(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#letGo();
    for (const listener of [...this.#listeners]) listener();
    this.#listeners.clear();
  }
}
