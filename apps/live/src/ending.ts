import type { DurationMs } from '@tradewright/core';

/** Why everything ends. */
export type Reason = 'interrupted' | 'replay-end' | 'stopped' | 'failed';

/** An end that has hung for so long is not waited for: whoever stops a process expects it gone within two seconds. */
const PATIENCE_MS: DurationMs = 1_000;

/** Ends everything once, for the first reason there is. */
export class Ending {
  readonly #end: (reason: Reason) => void;
  #reason: Reason | null = null;
  #error: Error | null = null;
  #timer: NodeJS.Timeout | undefined;
  #giveUp: () => void = () => undefined;
  /** Resolves when an end that must be quick has taken too long. */
  readonly givenUp: Promise<void> = new Promise((resolve) => (this.#giveUp = resolve));

  /** @param end - called once */
  constructor(end: (reason: Reason) => void) {
    this.#end = end;
  }

  get reason(): Reason | null {
    return this.#reason;
  }

  /** What ended it, where something did. */
  get error(): Error | null {
    return this.#error;
  }

  /** @param error - goes with `failed` */
  begin(reason: Reason, error: Error | null = null): void {
    // A replay may take its time at its end, until somebody loses patience.
    if (reason !== 'replay-end') this.#timer ??= setTimeout(this.#giveUp, PATIENCE_MS);
    if (this.#reason !== null) {
      if (reason === 'interrupted') this.#reason = reason;
      return;
    }
    this.#reason = reason;
    this.#error = error;
    this.#end(reason);
  }

  release(): void {
    clearTimeout(this.#timer);
  }
}
