import { SourceError, type CancelSignal, type Clock, type DurationMs } from '@tradewright/core';

/** Where everybody waits whom an exchange has told to stay away. */
export class Gate {
  readonly #id: string;
  readonly #clock: Clock;
  readonly #longestBanMs: DurationMs;
  readonly #closing: CancelSignal;
  /** By the clock's steady count: a clock that is put right must not lengthen a ban. */
  #untilMs = -Infinity;

  constructor(id: string, clock: Clock, longestBanMs: DurationMs, closing: CancelSignal) {
    this.#id = id;
    this.#clock = clock;
    this.#longestBanMs = longestBanMs;
    this.#closing = closing;
  }

  get isClosed(): boolean {
    return this.#leftMs > 0;
  }

  get #leftMs(): DurationMs {
    return this.#untilMs - this.#clock.elapsedMs();
  }

  /** Lets nobody through for a time; a ban that lasts longer stands. */
  close(forMs: DurationMs): void {
    this.#untilMs = Math.max(this.#untilMs, this.#clock.elapsedMs() + forMs);
  }

  /**
   * Resolves when nobody need stay away any more.
   *
   * @returns whether that took any time
   * @throws {SourceError} `ccxt/banned` when it would take too long
   */
  async pass(): Promise<boolean> {
    let waited = false;
    while (this.isClosed && !this.#closing.aborted) {
      const leftMs = this.#leftMs;
      if (leftMs > this.#longestBanMs) {
        const until = new Date(this.#clock.nowMs() + leftMs).toISOString();
        throw new SourceError('ccxt/banned', `${this.#id} has told us to stay away until ${until}; ask again then, and less often.`, { retryable: true });
      }
      waited = true;
      await this.#clock.sleep(leftMs, this.#closing);
    }
    if (this.#closing.aborted) throw new SourceError('ccxt/closed', `${this.#id} was closed.`);
    return waited;
  }
}
