import { constants } from 'node:os';
import type { DurationMs } from '@tradewright/core';
import { Failure } from './failure.ts';
import { EXIT } from './exit-codes.ts';
import type { Program } from './program.ts';

type Stop = 'SIGINT' | 'SIGTERM';

/** npm and pnpm pass on a Ctrl-C that the terminal has sent to everybody already. */
const ECHO_MS = 250;
/** A run that has heard the signal is given so long to come to its end. */
const GRACE_MS = 500;

/** The first signal asks the run to stop and keep what it has; a second one ends the process at once. */
export class Interruption {
  readonly #sentence: string;
  readonly #controller = new AbortController();
  #by: Stop | null = null;
  #atMs = 0;
  readonly #hear = (stop: NodeJS.Signals): void => {
    const nowMs = performance.now();
    if (this.#by === null) {
      this.#by = stop as Stop;
      this.#atMs = nowMs;
      this.#controller.abort();
    } else if (nowMs - this.#atMs > ECHO_MS) {
      process.exit(128 + constants.signals[stop]);
    }
  };

  constructor({ sentences }: Pick<Program, 'sentences'>) {
    this.#sentence = sentences.interrupted;
    process.on('SIGINT', this.#hear);
    process.on('SIGTERM', this.#hear);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get exitCode(): number {
    return this.#by === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
  }

  /** What comes of a promise, unless the user does not want to wait for it any longer. */
  async orStop<T>(promise: Promise<T>): Promise<T> {
    const { signal } = this;
    let onAbort: (() => void) | undefined;
    const stopped = new Promise<never>((_, reject) => {
      onAbort = (): void => reject(new Failure(this.#sentence, this.exitCode));
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort);
    });
    try {
      return await Promise.race([promise, stopped]);
    } finally {
      if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
    }
  }

  /**
   * Does work that hears the signal itself. A run that is told to stop does so at once, but it waits for the strategy's
   * listeners, and one of them may never return.
   *
   * @returns whether the work came to its end
   */
  async orGiveUp(work: () => Promise<void>, graceMs: DurationMs = GRACE_MS): Promise<boolean> {
    const { signal } = this;
    let timer: NodeJS.Timeout | undefined;
    let onAbort: (() => void) | undefined;
    const lost = new Promise<false>((resolve) => {
      onAbort = (): void => {
        timer = setTimeout(() => resolve(false), graceMs);
      };
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort);
    });
    try {
      return await Promise.race([work().then(() => true as const), lost]);
    } finally {
      clearTimeout(timer);
      if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
    }
  }

  release(): void {
    process.off('SIGINT', this.#hear);
    process.off('SIGTERM', this.#hear);
  }
}
