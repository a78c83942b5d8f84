import { StoreError } from '../../error.ts';
import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DurationMs } from '../../units.ts';

/** Rests between two attempts at a store that does not answer. */
const FIRST_REST_MS = 100;
const LONGEST_REST_MS = 5_000;

/** A store that takes longer than this is told of like one that fails. */
const SLOW_MS = 10_000;

/** The run was told to end before its store had answered. What it wanted written is not; a restart decides it anew. */
export class GaveUpError extends StoreError {
  constructor(cause?: StoreError) {
    super('store/gave-up', cause === undefined ? 'The run has ended: nothing more is asked of its store.' : `The run ended while its store did not answer: ${cause.message}`, { cause });
  }
}

export interface PatienceParts {
  readonly clock: Clock;
  readonly cancel: CancelSignal;
  /** Hears of the first failure of a store that does not answer, and of its return. */
  readonly onPause: (error: StoreError) => void;
  readonly onResume: (pausedMs: DurationMs) => void;
}

/** Waits for a store that does not answer, as long as it takes. */
export class Patience {
  readonly #parts: PatienceParts;

  constructor(parts: PatienceParts) {
    this.#parts = parts;
  }

  /**
   * Tries until it succeeds or fails for good.
   *
   * @throws {GaveUpError} when the run is cancelled first
   * @throws whatever waiting does not mend
   */
  async until<T>(work: () => Promise<T>): Promise<T> {
    const { clock, cancel, onPause, onResume } = this.#parts;
    let failure: StoreError | undefined;
    let pausedAtMs: DurationMs = 0;
    const fail = (error: StoreError): void => {
      if (failure === undefined) {
        pausedAtMs = clock.elapsedMs();
        onPause(error);
      }
      failure = error;
    };
    for (let restMs = FIRST_REST_MS; ; restMs = Math.min(restMs * 2, LONGEST_REST_MS)) {
      if (cancel.aborted) throw new GaveUpError(failure);
      // Whoever ends is not told any more.
      const callOff = clock.after(SLOW_MS, () => fail(new StoreError('store/slow', `The store has not answered for ${SLOW_MS / 1000} s.`, { retryable: true })));
      cancel.addEventListener('abort', callOff);
      try {
        const result = await work();
        if (failure !== undefined) onResume(clock.elapsedMs() - pausedAtMs);
        return result;
      } catch (error) {
        if (!(error instanceof StoreError && error.retryable)) throw error;
        if (cancel.aborted) throw new GaveUpError(error);
        fail(error);
      } finally {
        callOff();
        cancel.removeEventListener('abort', callOff);
      }
      await clock.sleep(restMs, cancel);
    }
  }
}
