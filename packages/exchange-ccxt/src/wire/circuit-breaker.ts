import { SourceError, type Clock, type DurationMs } from '@tradewright/core';

export interface BreakerTerms {
  readonly name: string;
  readonly clock: Clock;
  /** So many failures in a row open it. */
  readonly after: number;
  readonly coolDownMs: DurationMs;
  readonly onChange: (isOpen: boolean, message: string) => void;
}

/** Answers for an exchange that has failed many questions in a row, so that nobody waits for what will not come. */
export class CircuitBreaker {
  readonly #terms: BreakerTerms;
  #failures = 0;
  /** By the steady count of the clock; `undefined` while it is closed. */
  #openUntilMs: number | undefined;
  #probing = false;

  constructor(terms: BreakerTerms) {
    this.#terms = terms;
  }

  /**
   * Asks for leave to put a question. After the cool-down one is let through, and its outcome counts for all.
   *
   * @returns whether the question is that probe: it has one attempt
   * @throws {SourceError} `ccxt/circuit-open`, retryable
   */
  enter(): boolean {
    if (this.#openUntilMs === undefined) return false;
    const { name, clock } = this.#terms;
    const leftMs = this.#openUntilMs - clock.elapsedMs();
    if (leftMs > 0 || this.#probing) {
      const until = new Date(clock.nowMs() + Math.max(0, leftMs)).toISOString();
      throw new SourceError('ccxt/circuit-open', `${name} has failed ${this.#failures} times in a row and is left alone until ${until}.`, { retryable: true });
    }
    this.#probing = true;
    return true;
  }

  succeeded(): void {
    const wasOpen = this.#openUntilMs !== undefined;
    this.#failures = 0;
    this.#openUntilMs = undefined;
    this.#probing = false;
    if (wasOpen) this.#terms.onChange(false, `${this.#terms.name} answers again.`);
  }

  failed(isProbe: boolean): void {
    this.#failures++;
    if (isProbe) this.#probing = false;
    const { after, clock, coolDownMs, name, onChange } = this.#terms;
    if (this.#failures < after || (this.#openUntilMs !== undefined && !isProbe)) return;
    this.#openUntilMs = clock.elapsedMs() + coolDownMs;
    onChange(true, `${name} has failed ${this.#failures} times in a row and is left alone for ${coolDownMs / 1000} s.`);
  }

  /** The question was called off: nothing is known. */
  left(isProbe: boolean): void {
    if (isProbe) this.#probing = false;
  }
}
