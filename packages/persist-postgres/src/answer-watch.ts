import type { DurationMs, TimestampMs } from '@tradewright/core';
import type pg from 'pg';

/**
 * Ends connections whose server does not answer, which a dead network never tells. One timer looks after all of them: one
 * for each query would cost more than the rest of our work on it.
 */
export class AnswerWatch {
  readonly #timeoutMs: DurationMs;
  readonly #since = new Map<pg.PoolClient, TimestampMs>();
  #timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: DurationMs) {
    this.#timeoutMs = timeoutMs;
  }

  /** @param isLong - it may take as long as it takes */
  begin(client: pg.PoolClient, isLong: boolean = false): void {
    this.#since.set(client, isLong ? Infinity : performance.now());
    this.#timer ??= this.#lookLater();
  }

  /** It gave a sign of life, so its time begins anew. */
  renew(client: pg.PoolClient): void {
    if (this.#since.has(client)) this.#since.set(client, performance.now());
  }

  /** @returns whether the connection was ended meanwhile */
  end(client: pg.PoolClient): boolean {
    return !this.#since.delete(client);
  }

  /** For when there is nothing to watch any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #lookLater(): NodeJS.Timeout {
    return setTimeout(() => this.#look(), this.#timeoutMs / 4).unref();
  }

  #look(): void {
    const latestMs = performance.now() - this.#timeoutMs;
    for (const [client, sinceMs] of this.#since) {
      if (sinceMs > latestMs) continue;
      this.#since.delete(client);
      void client.end();
    }
    this.#timer = this.#since.size === 0 ? undefined : this.#lookLater();
  }
}
