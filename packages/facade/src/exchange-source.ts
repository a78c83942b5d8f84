import { candleAt, CandleError, columnsOf, intervalMs, SourceError, type CancelSignal, type Candle, type CandleColumns, type CandleRange, type CandleSeries, type CandleSource, type Clock, type Interval, type TimestampMs } from '@tradewright/core';
import { enterToEnd } from './context.ts';
import { soundCandles } from './sound-candles.ts';
import { textOf } from './text-of.ts';
import { toError } from './to-error.ts';
import type { CandleInterval, ICandleData, IExchangeSchema } from './types.ts';

/** Candles that one request may ask for, unless the exchange says otherwise (decision 8). */
const CANDLES_PER_REQUEST = 1000;

const CANDLES_PER_DIRECT_REQUEST = 500;

/** Broken candles that are remembered, not to be told of again. */
const MOST_TOLD = 1000;

export interface ExchangeSourceParts {
  readonly exchange: IExchangeSchema;
  /** For requests that take too long, and pauses between them. */
  readonly clock: Clock;
  /** The instant the exchange lives in. Default: that of the clock. */
  readonly nowMs?: () => TimestampMs;
  /** Attempts for a request, at least one, and the pause before each but the first. */
  readonly attempts: number;
  readonly retryDelayMs: number;
  /** An attempt that has not answered after this time has failed. */
  readonly timeoutMs: number;
  readonly check: { readonly anomalyFactor: number; readonly minForMedian: number };
  /** Whether questions go out just as they are asked, in pieces of 500 at most, past everything that is in memory (decision 8). */
  readonly direct: boolean;
  /** Whether a range that could not be had is an error instead of a gap. */
  readonly strict: boolean;
  /**
   * What a broken candle means: it fails the attempt, as any bad answer does; where every attempt failed it is `left-out`;
   * or the asker is to deal with it `at-once`. Default `fails`.
   */
  readonly broken?: 'fails' | 'left-out' | 'at-once';
  readonly cancel: CancelSignal | undefined;
  /** Calls a callback as one of the run's, where there is a run. */
  readonly callBack?: (hook: () => unknown) => void;
  /** Hears of a range that could not be had, and of callbacks that failed; the run goes on. */
  readonly onError: (error: Error) => void;
}

/** A source over the `getCandles` of a user's exchange: large pages, each asked for once, judged, and retried when broken. */
export class ExchangeSource implements CandleSource {
  readonly name: string;
  readonly #parts: ExchangeSourceParts;
  readonly pageSize: number;
  /** Broken candles that were told of, by their times. */
  readonly #told = new Set<number>();

  constructor(parts: ExchangeSourceParts) {
    this.name = parts.exchange.exchangeName;
    this.#parts = parts;
    const most = parts.direct ? CANDLES_PER_DIRECT_REQUEST : CANDLES_PER_REQUEST;
    this.pageSize = parts.exchange.maxCandlesPerRequest ?? most;
  }

  async *candles({ symbol, interval, fromMs, toMs }: CandleRange): AsyncGenerator<CandleColumns> {
    const stepMs = intervalMs(interval);
    for (let pageMs = Math.ceil(fromMs / stepMs) * stepMs; pageMs < toMs && this.#parts.cancel?.aborted !== true; ) {
      const limit = Math.min(this.pageSize, Math.ceil((toMs - pageMs) / stepMs));
      const candles = await this.page(symbol, interval, pageMs, limit);
      pageMs += limit * stepMs;
      if (candles.length > 0) yield columnsOf(candles);
    }
  }

  /**
   * One page. Where every attempt failed, it is empty and `onError` was told.
   *
   * @throws {SourceError} `exchange/candles` then, if no gap is allowed
   * @throws {CandleError} likewise, if the last answer held a broken candle
   */
  async page(symbol: string, interval: Interval, sinceMs: TimestampMs, limit: number): Promise<readonly Candle[]> {
    const { exchange, attempts, retryDelayMs, clock, cancel, direct, strict, broken, onError } = this.#parts;
    const held = direct || exchange.callbacks?.onCandleData !== undefined ? undefined : exchange.source?.held?.(symbol, interval);
    if (held !== undefined) return heldCandles(held, sinceMs, limit);
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#ask(symbol, interval, sinceMs, limit, broken === 'left-out' && attempt >= attempts ? this.#onBroken : undefined);
      } catch (cause) {
        if (hasEnded(cancel)) return [];
        if (broken === 'at-once' && cause instanceof CandleError) throw cause;
        if (attempt >= attempts) {
          const error = cause instanceof CandleError ? cause : new SourceError('exchange/candles', `${this.name}: getCandles ${symbol} ${interval} since ${new Date(sinceMs).toISOString()} failed: ${toError(cause).message}`, { cause, retryable: true });
          if (strict) throw error;
          onError(error);
          return [];
        }
        await clock.sleep(retryDelayMs, cancel);
        if (hasEnded(cancel)) return [];
      }
    }
  }

  async #ask(symbol: string, interval: Interval, sinceMs: TimestampMs, limit: number, onBroken: ((error: CandleError) => void) | undefined): Promise<readonly Candle[]> {
    const { exchange, clock, nowMs: now = () => clock.nowMs() } = this.#parts;
    const stepMs = intervalMs(interval);
    const answer: unknown = await this.#inTime(exchange.getCandles(symbol, interval as CandleInterval, new Date(sinceMs), limit));
    checkAnswer(answer, sinceMs, this.name);
    const untilMs = sinceMs + limit * stepMs;
    const nowMs = now();
    // Adapters over-deliver, and the newest candle of a real exchange is still forming: neither was asked for (decision 6).
    const asked = answer.filter(({ timestamp }) => !(timestamp < sinceMs || timestamp >= untilMs || (timestamp <= nowMs && timestamp + stepMs > nowMs)));
    const candles = soundCandles(asked.map(candleOf), `${this.name} ${symbol} ${interval}`, stepMs, this.#parts.check, onBroken);
    this.#tell(symbol, interval as CandleInterval, new Date(sinceMs), limit, asked);
    return candles;
  }

  /** An exchange that never answers would hold up the run for ever, and whoever wants to stop it. */
  async #inTime(answer: Promise<ICandleData[]>): Promise<ICandleData[]> {
    const { clock, timeoutMs, cancel } = this.#parts;
    let giveUp: (error: SourceError) => void = () => undefined;
    const givenUp = new Promise<never>((_resolve, reject) => (giveUp = reject));
    const callOff = clock.after(timeoutMs, () => giveUp(new SourceError('exchange/timeout', `${this.name}: getCandles gave no answer within ${timeoutMs / 1000} s`, { retryable: true })));
    const onAbort = (): void => giveUp(new SourceError('exchange/cancelled', `${this.name}: getCandles is no longer waited for`));
    cancel?.addEventListener('abort', onAbort);
    try {
      return await Promise.race([answer, givenUp]);
    } finally {
      callOff();
      cancel?.removeEventListener('abort', onAbort);
    }
  }

  /** A candle that stays broken comes again with every answer, and is told of once. */
  readonly #onBroken = (error: CandleError): void => {
    const { openTimeMs } = error.fault;
    if (this.#told.has(openTimeMs)) return;
    if (this.#told.size >= MOST_TOLD) this.#told.clear();
    this.#told.add(openTimeMs);
    this.#parts.onError(error);
  };

  /** A callback that fails is no failure of the request. */
  #tell(symbol: string, interval: CandleInterval, since: Date, limit: number, data: ICandleData[]): void {
    const { exchange: { callbacks }, onError, callBack = (hook) => void enterToEnd(null, hook, (error) => onError(toError(error))) } = this.#parts;
    if (callbacks?.onCandleData !== undefined) callBack(() => callbacks.onCandleData?.(symbol, interval, since, limit, data));
  }
}

function candleOf({ timestamp, open, high, low, close, volume }: ICandleData): Candle {
  return { openTimeMs: timestamp, open, high, low, close, volume };
}

/** Apart, for the compiler would take it for settled before the pause. */
function hasEnded(cancel: CancelSignal | undefined): boolean {
  return cancel?.aborted === true;
}

/** Before 1973, counted in milliseconds: nobody trades there, but many count in seconds. */
const EARLIEST_MS = 1e11;
const FIELDS = ['timestamp', 'open', 'high', 'low', 'close', 'volume'] as const;

/** @throws {SourceError} `exchange/answer` for what are no candles at all; the engine judges what they say */
function checkAnswer(answer: unknown, sinceMs: TimestampMs, name: string): asserts answer is ICandleData[] {
  const fail = (what: string): never => {
    throw new SourceError('exchange/answer', `${name}: getCandles ${what}`);
  };
  if (!Array.isArray(answer)) return fail(`must resolve to an array of candles, got ${textOf(answer)}`);
  for (const candle of answer as unknown[]) {
    if (typeof candle !== 'object' || candle === null) return fail(`gave ${textOf(candle)} as a candle`);
    for (const field of FIELDS) {
      const value: unknown = Reflect.get(candle, field);
      if (typeof value !== 'number') return fail(`gave a candle whose ${field} is ${textOf(value)}, no number`);
    }
  }
  const candles = answer as ICandleData[];
  if (sinceMs >= EARLIEST_MS && candles.length > 0 && candles.every(({ timestamp }) => timestamp < EARLIEST_MS)) {
    fail(`gave no candle after 1973, the last one at ${candles.at(-1)?.timestamp}: timestamps are milliseconds, not seconds`);
  }
}

/** What is in memory already need not be asked for. */
function heldCandles(held: CandleSeries, sinceMs: TimestampMs, limit: number): Candle[] {
  const { columns, stepMs } = held;
  const candles: Candle[] = [];
  const to = held.closedBy(sinceMs + limit * stepMs);
  for (let row = held.closedBy(sinceMs + stepMs - 1); row < to; row++) candles.push(candleAt(columns, row));
  return candles;
}
