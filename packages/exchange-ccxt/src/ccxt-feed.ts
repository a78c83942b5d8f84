import { alignUp, candleAt, EngineError, type Candle, type CancelSignal, type CandleFeed, type DurationMs, type FeedRequest, type TimestampMs } from '@tradewright/core';
import type { CcxtSource } from './ccxt-source.ts';
import type { CcxtConnection } from './connection.ts';
import type { CcxtInstance } from './library/ccxt-shape.ts';
import { Line } from './feed/line.ts';
import { Streams } from './feed/streams.ts';
import { timeframeOf } from './market/timeframes.ts';
import { pauseAfter } from './wire/backoff.ts';
import { eitherOf, hasEnded, isCancelled } from './wire/cancelled.ts';

interface OpenLine {
  readonly line: Line;
  readonly end: AbortController;
  readonly stop: () => void;
  listeners: number;
}

const LONGEST_TROUBLE_MS = 30_000;

/**
 * Candles as they close, by polling and by streams. A stream only says when to look: every candle is the one that a
 * request gives after its close, so live and past are the same.
 */
export class CcxtFeed implements CandleFeed {
  readonly name: string;
  readonly #connection: CcxtConnection;
  readonly #source: CcxtSource;
  readonly #streams: Streams | undefined;
  readonly #lines = new Map<string, OpenLine>();

  constructor(connection: CcxtConnection, source: CcxtSource) {
    this.name = connection.id;
    this.#connection = connection;
    this.#source = source;
    this.#streams = connection.feedTerms.pollOnly ? undefined : new Streams(connection, connection.feedTerms);
  }

  /**
   * @throws {InputError} from the iteration: unknown or ambiguous symbol, an interval that is not to be had
   * @throws {SourceError} from the iteration: the exchange refuses. While it only fails it is asked again, for ever
   */
  async *candles(request: FeedRequest): AsyncGenerator<Candle> {
    const { closing } = this.#connection;
    const left = new AbortController();
    const leave = (): void => left.abort();
    if (hasEnded(request.cancel) || closing.aborted) return;
    request.cancel?.addEventListener('abort', leave);
    closing.addEventListener('abort', leave);
    try {
      yield* this.#candles(request, left.signal);
    } catch (error) {
      if (!(isCancelled(error) && left.signal.aborted)) throw error;
    } finally {
      request.cancel?.removeEventListener('abort', leave);
      closing.removeEventListener('abort', leave);
    }
  }

  async *#candles({ symbol, interval, fromMs }: FeedRequest, cancel: CancelSignal): AsyncGenerator<Candle> {
    const { instance, symbols } = await this.#connection.open(cancel);
    const market = symbols.of(symbol);
    const { from, stepMs } = timeframeOf(this.name, instance.timeframes, interval);
    const request = { symbol: market.symbol, interval, fromMs };
    const key = `${market.symbol} ${interval}`;
    const open = this.#lines.get(key) ?? this.#openLine(key, instance, request, stepMs, from === interval);
    open.listeners++;
    try {
      yield* this.#listen(open.line, request, stepMs, cancel);
    } finally {
      open.listeners--;
      if (open.listeners === 0) this.#closeLine(key, open);
    }
  }

  async *#listen(line: Line, request: FeedRequest, stepMs: DurationMs, cancel: CancelSignal): AsyncGenerator<Candle> {
    let cursorMs = alignUp(request.fromMs, stepMs);
    while (!hasEnded(cancel)) {
      const recent = line.recent;
      if (recent !== undefined && cursorMs < recent.fromMs) {
        for await (const candle of this.#past(request, cursorMs, recent.fromMs, cancel)) {
          yield candle;
          cursorMs = candle.openTimeMs + stepMs;
        }
        if (!hasEnded(cancel)) cursorMs = Math.max(cursorMs, recent.fromMs);
        continue;
      }
      const candle = recent?.at(cursorMs);
      if (candle === undefined) await line.change(cancel);
      else {
        yield candle;
        cursorMs = candle.openTimeMs + stepMs;
      }
    }
  }

  /** What closed before the line began, or was let go by it. */
  async *#past({ symbol, interval }: FeedRequest, fromMs: TimestampMs, toMs: TimestampMs, cancel: CancelSignal): AsyncGenerator<Candle> {
    let cursorMs = fromMs;
    for (let troubles = 1; !hasEnded(cancel); troubles++) {
      try {
        for await (const page of this.#source.candles({ symbol, interval, fromMs: cursorMs, toMs, cancel })) {
          for (let row = 0; row < page.length && !hasEnded(cancel); row++) {
            const candle = candleAt(page, row);
            cursorMs = candle.openTimeMs + 1;
            yield candle;
          }
          troubles = 1;
        }
        return;
      } catch (error) {
        if (isCancelled(error) || !(error instanceof EngineError) || !error.retryable) throw error;
        this.#connection.notice('feed-trouble', `${this.name} ${symbol} ${interval}: ${error.message}`);
        await this.#connection.clock.sleep(pauseAfter(troubles, LONGEST_TROUBLE_MS, this.#connection.random), cancel);
      }
    }
  }

  #openLine(key: string, instance: CcxtInstance, { symbol, interval }: FeedRequest, stepMs: DurationMs, isOffered: boolean): OpenLine {
    const end = new AbortController();
    const { graceMs, patienceMs } = this.#connection.feedTerms;
    const line = new Line(this.#connection, this.#source, { symbol, interval, stepMs, graceMs, patienceMs, cancel: eitherOf(end.signal, this.#connection.closing) });
    const stop = isOffered ? this.#streams?.watch(instance, symbol, interval, (openTimeMs) => line.seen(openTimeMs)) : undefined;
    const open = { line, end, stop: stop ?? ((): void => undefined), listeners: 0 };
    this.#lines.set(key, open);
    void line.run();
    return open;
  }

  #closeLine(key: string, open: OpenLine): void {
    if (this.#lines.get(key) === open) this.#lines.delete(key);
    open.stop();
    open.end.abort();
  }
}
