import { SourceError, type CancelSignal, type DurationMs, type Interval, type TimestampMs } from '@tradewright/core';
import type { CcxtConnection } from '../connection.ts';
import type { CcxtInstance } from '../library/ccxt-shape.ts';
import { eitherOf, hasEnded } from '../wire/cancelled.ts';
import { pauseAfter } from '../wire/backoff.ts';
import { Bell } from './bell.ts';

/** Who listens to what. */
export interface Watch {
  readonly symbol: string;
  readonly interval: Interval;
  /** Hears when the newest candle opened. */
  readonly onSeen: (openTimeMs: TimestampMs) => void;
}

/** Asks ccxt for the next message of these, and tells what it showed. */
export type NextSeen = (instance: CcxtInstance, watches: ReadonlySet<Watch>) => Promise<void>;

const LONGEST_PAUSE_MS = 60_000;

/** One stream of ccxt for one or many symbols: opened anew when it breaks or says nothing for too long. Polling goes on beside it. */
export class Stream {
  readonly #connection: CcxtConnection;
  readonly #silenceMs: DurationMs;
  readonly #next: NextSeen;
  readonly #watches = new Set<Watch>();
  readonly #changed = new Bell();
  /** Of the run that goes on, if one does. */
  #end: AbortController | undefined;

  constructor(connection: CcxtConnection, silenceMs: DurationMs, next: NextSeen) {
    this.#connection = connection;
    this.#silenceMs = silenceMs;
    this.#next = next;
  }

  add(watch: Watch): void {
    this.#watches.add(watch);
    this.#changed.ring();
    if (this.#end !== undefined) return;
    this.#end = new AbortController();
    void this.#run(eitherOf(this.#end.signal, this.#connection.closing));
  }

  remove(watch: Watch): void {
    this.#watches.delete(watch);
    this.#changed.ring();
    if (this.#watches.size > 0) return;
    this.#end?.abort();
    this.#end = undefined;
  }

  async #run(cancel: CancelSignal): Promise<void> {
    for (let failures = 0; !hasEnded(cancel);) {
      try {
        const { instance } = await this.#connection.open(cancel);
        if (!(await this.#message(instance, cancel))) continue;
        if (failures > 0) this.#connection.notice('stream-back', `${this.#connection.id}: the stream of candles is back.`);
        failures = 0;
      } catch (error) {
        if (hasEnded(cancel)) return;
        if (failures++ === 0) this.#connection.notice('stream-lost', `${this.#connection.id}: the stream of candles is lost (${this.#connection.shown(error).message}); polling goes on.`);
        await this.#connection.clock.sleep(pauseAfter(failures, LONGEST_PAUSE_MS, this.#connection.random), cancel);
      }
    }
  }

  /** Waits for one message; `false` when the list of symbols changed meanwhile. */
  async #message(instance: CcxtInstance, cancel: CancelSignal): Promise<boolean> {
    let silent: (error: Error) => void = () => undefined;
    const silence = new Promise<never>((_resolve, reject) => (silent = reject));
    const callOff = this.#connection.clock.after(this.#silenceMs, () => silent(new SourceError('ccxt/silence', `not a word for ${this.#silenceMs / 1000} s`, { retryable: true })));
    const over = new AbortController();
    const changed = this.#changed.heard(eitherOf(cancel, over.signal)).then(() => false);
    const seen = this.#next(instance, new Set(this.#watches)).then(() => true);
    try {
      return await Promise.race([seen, changed, silence]);
    } catch (error) {
      // What is silent looks alive to ccxt; only a connection of its own hears again.
      if (error instanceof SourceError) await instance.close().catch(() => undefined);
      throw error;
    } finally {
      callOff();
      over.abort();
      seen.catch(() => undefined);
    }
  }
}
