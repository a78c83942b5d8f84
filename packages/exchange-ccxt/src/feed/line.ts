import { alignDown, candleAt, CandleError, EngineError, type Candle, type CancelSignal, type Clock, type DurationMs, type Interval, type TimestampMs } from '@tradewright/core';
import type { CcxtSource } from '../ccxt-source.ts';
import type { CcxtConnection } from '../connection.ts';
import { pauseAfter } from '../wire/backoff.ts';
import { hasEnded } from '../wire/cancelled.ts';
import { Bell } from './bell.ts';
import { Recent } from './recent.ts';

export interface LineTerms {
  readonly symbol: string;
  readonly interval: Interval;
  readonly stepMs: DurationMs;
  readonly graceMs: DurationMs;
  readonly patienceMs: DurationMs;
  readonly cancel: CancelSignal;
}

const SOONEST_AGAIN_MS = 250;
const LATEST_AGAIN_MS = 5000;
const LONGEST_TROUBLE_MS = 30_000;

/**
 * What closes of one symbol, asked for once for everybody who listens: shortly after each close by the exchange's clock,
 * then again and again until it has come. A candle that stays away is a gap once a later one has been there for a while.
 */
export class Line {
  readonly #connection: CcxtConnection;
  readonly #source: CcxtSource;
  readonly #clock: Clock;
  readonly #terms: LineTerms;
  readonly #told = new Bell();
  readonly #nudged = new Bell();
  #recent: Recent | undefined;
  #failure: unknown;
  #ended = false;
  /** Since when a later candle is there than the one awaited, by the steady count of the clock. */
  #overtakenAtMs: number | undefined;
  #polls = 0;

  constructor(connection: CcxtConnection, source: CcxtSource, terms: LineTerms) {
    this.#connection = connection;
    this.#source = source;
    this.#clock = connection.clock;
    this.#terms = terms;
  }

  /** What is there, once it has begun; a failure of the line is thrown to each listener. */
  get recent(): Recent | undefined {
    if (this.#ended) throw this.#failure;
    return this.#recent;
  }

  /** Resolves when there may be something new. */
  change(cancel: CancelSignal | undefined): Promise<void> {
    return this.#told.heard(cancel);
  }

  /** A stream shows that a candle which opened then is in the making: the one before has closed. */
  seen(openTimeMs: TimestampMs): void {
    if (this.#recent !== undefined && openTimeMs > this.#recent.untilMs) this.#nudged.ring();
  }

  /** Runs until cancelled. */
  async run(): Promise<void> {
    const { cancel } = this.#terms;
    for (let troubles = 0; !hasEnded(cancel);) {
      try {
        await (this.#recent === undefined ? this.#begin() : this.#turn(this.#recent));
        troubles = 0;
      } catch (error) {
        if (hasEnded(cancel)) return;
        if (!(error instanceof EngineError) || (!error.retryable && error.code !== 'candle/invalid')) return this.#fail(error);
        troubles++;
        this.#connection.notice('feed-trouble', `${this.#name}: ${error.message}`);
        await this.#clock.sleep(Math.max(SOONEST_AGAIN_MS, pauseAfter(troubles, LONGEST_TROUBLE_MS, this.#connection.random)), cancel);
      }
    }
  }

  get #name(): string {
    return `${this.#source.name} ${this.#terms.symbol} ${this.#terms.interval}`;
  }

  /** The candle that closed last may not be told of yet, so it is the first one awaited. */
  async #begin(): Promise<void> {
    const { stepMs, cancel } = this.#terms;
    const nowMs = await this.#source.nowMs(cancel);
    this.#recent = new Recent(alignDown(nowMs, stepMs) - stepMs);
    this.#told.ring();
  }

  async #turn(recent: Recent): Promise<void> {
    const { stepMs, graceMs, cancel } = this.#terms;
    const dueMs = recent.untilMs + stepMs + (this.#polls > 0 ? 0 : graceMs);
    const leftMs = dueMs - (await this.#source.nowMs(cancel));
    if (leftMs > 0) return this.#wait(leftMs);
    const came = await this.#poll(recent);
    this.#polls = came ? 0 : this.#polls + 1;
    if (!came) await this.#clock.sleep(Math.min(SOONEST_AGAIN_MS * 2 ** Math.min(this.#polls - 1, 10), LATEST_AGAIN_MS, stepMs / 4), cancel);
  }

  /** Until it is time, or a stream knows better. A sleep that was cut short is not left behind. */
  async #wait(leftMs: DurationMs): Promise<void> {
    const { cancel, stepMs } = this.#terms;
    const awake = new AbortController();
    const end = (): void => awake.abort();
    cancel.addEventListener('abort', end);
    const nudge = this.#nudged.heard(awake.signal).then(() => {
      if (!awake.signal.aborted) this.#polls = Math.max(this.#polls, 1);
      end();
    });
    if (hasEnded(cancel)) end();
    // Looked at again in between, since the machine may sleep or its clock be put right.
    await this.#clock.sleep(Math.min(leftMs, stepMs), awake.signal);
    end();
    await nudge;
    cancel.removeEventListener('abort', end);
  }

  async #poll(recent: Recent): Promise<boolean> {
    const fromMs = recent.untilMs;
    try {
      await this.#read(recent, Number.MAX_SAFE_INTEGER, false);
    } catch (error) {
      if (!(error instanceof CandleError) || this.#isAwaited()) throw error;
      await this.#pass(recent, error);
    }
    return recent.untilMs > fromMs;
  }

  /** Tells what comes until an instant, up to a hole that may still be filled. */
  async #read(recent: Recent, toMs: TimestampMs, confirm: boolean): Promise<void> {
    const { symbol, interval, cancel } = this.#terms;
    for await (const page of this.#source.candles({ symbol, interval, fromMs: recent.untilMs, toMs, cancel, confirm })) {
      for (let row = 0; row < page.length && !hasEnded(cancel); row++) {
        const candle = candleAt(page, row);
        if (candle.openTimeMs > recent.untilMs && !confirm) {
          if (this.#isAwaited()) return;
          // An exchange may give the newest candles of a long span only: whether there is a hole is known by asking for it.
          await this.#read(recent, candle.openTimeMs, true);
        }
        this.#tell(recent, candle);
      }
    }
  }

  /** A candle that stays broken is a gap: those behind it are not held up for ever. */
  async #pass(recent: Recent, { fault, message }: CandleError): Promise<void> {
    const { stepMs } = this.#terms;
    const brokenMs = alignDown(fault.openTimeMs, stepMs);
    if (brokenMs > recent.untilMs) await this.#read(recent, brokenMs, true);
    if (hasEnded(this.#terms.cancel)) return;
    this.#connection.notice('feed-gap', `${this.#name}: ${message}, however often it is asked for; it is left out.`);
    this.#overtakenAtMs = undefined;
    recent.skip(Math.max(brokenMs, recent.untilMs) + stepMs);
    this.#told.ring();
  }

  /** Whether the missing candle in front of a later one may still come, or a broken one be mended. */
  #isAwaited(): boolean {
    const nowMs = this.#clock.elapsedMs();
    this.#overtakenAtMs ??= nowMs;
    return nowMs - this.#overtakenAtMs < this.#terms.patienceMs;
  }

  #tell(recent: Recent, candle: Candle): void {
    if (candle.openTimeMs > recent.untilMs) this.#connection.notice('feed-gap', `${this.#name}: no candles from ${new Date(recent.untilMs).toISOString()} to ${new Date(candle.openTimeMs).toISOString()}.`);
    this.#overtakenAtMs = undefined;
    recent.add(candle, candle.openTimeMs + this.#terms.stepMs);
    this.#told.ring();
  }

  #fail(error: unknown): void {
    this.#failure = error;
    this.#ended = true;
    this.#told.ring();
  }
}
