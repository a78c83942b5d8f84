import { CandleError, type CancelSignal, type Clock, type DurationMs } from '@tradewright/core';
import { pauseAfter } from './backoff.ts';
import { hasEnded, isCancelled, unlessCancelled } from './cancelled.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { Gate } from './gate.ts';
import { verdictOn, type Judge } from './verdict.ts';

export interface AttemptTerms {
  readonly clock: Clock;
  readonly gate: Gate;
  readonly breaker: CircuitBreaker;
  readonly retries: number;
  readonly longestPauseMs: DurationMs;
  readonly random: () => number;
  /** Known once ccxt is loaded. */
  readonly judge: () => Judge;
}

const LEAST_BAN_MS = 1000;

/** Puts questions to an exchange until they are answered, or an end is in sight. */
export class Attempts {
  readonly #terms: AttemptTerms;

  constructor(terms: AttemptTerms) {
    this.#terms = terms;
  }

  /**
   * @param what - names the question in errors
   * @throws {SourceError} what the last attempt failed with; `ccxt/circuit-open`, `ccxt/banned`, `ccxt/cancelled`
   * @throws {InputError | CandleError} likewise
   */
  async ask<T>(what: string, attempt: () => Promise<T>, cancel?: CancelSignal): Promise<T> {
    const { breaker } = this.#terms;
    const isProbe = breaker.enter();
    try {
      const answer = await this.#untilAnswered(what, attempt, isProbe ? 1 : this.#terms.retries + 1, cancel);
      breaker.succeeded();
      return answer;
    } catch (error) {
      if (isCancelled(error)) breaker.left(isProbe);
      // An exchange that refuses a question, or holds a broken candle, is at work.
      else if (error instanceof Refused || error instanceof CandleError) breaker.succeeded();
      else breaker.failed(isProbe);
      throw error instanceof Refused ? error.reason : error;
    }
  }

  async #untilAnswered<T>(what: string, attempt: () => Promise<T>, most: number, cancel: CancelSignal | undefined): Promise<T> {
    const { clock, gate, longestPauseMs, random, judge } = this.#terms;
    for (let failures = 1; ; failures++) {
      try {
        return await unlessCancelled(attempt(), cancel);
      } catch (thrown) {
        if (isCancelled(thrown)) throw thrown;
        const { kind, error } = verdictOn(thrown, what, judge());
        if (kind === 'final') throw error.retryable ? error : new Refused(error);
        if (failures >= most) throw error;
        const pauseMs = pauseAfter(failures, longestPauseMs, random);
        if (kind === 'again') await clock.sleep(pauseMs, cancel);
        // Those who were told nothing of how long still all stay away for a while.
        else if (!gate.isClosed) gate.close(Math.max(LEAST_BAN_MS, pauseMs));
        if (hasEnded(cancel)) await unlessCancelled(new Promise<never>(() => undefined), cancel);
      }
    }
  }
}

/** Told apart on the way out only. */
class Refused extends Error {
  readonly reason: Error;

  constructor(reason: Error) {
    super(reason.message);
    this.reason = reason;
  }
}
