import { alignDown, alignUp, candleAt, EngineError, intervalMs, type Candle, type CandleFeed, type CandleSource, type Clock, type FeedRequest } from '@tradewright/core';

/** Time an exchange is given after the close of a candle, and between two questions. */
const GRACE_MS = 2000;
/** A candle that is not there so long after its close may never be: it is asked for again with the next one. */
const MOST_LATE_MS = 30_000;

/** Makes a feed of any source: asks it shortly after each close, and again while the candle is not there yet. */
export class PollingFeed implements CandleFeed {
  readonly name: string;
  readonly #source: CandleSource;
  readonly #clock: Clock;

  constructor(source: CandleSource, clock: Clock) {
    this.name = source.name;
    this.#source = source;
    this.#clock = clock;
  }

  async *candles({ symbol, interval, fromMs, cancel }: FeedRequest): AsyncGenerator<Candle> {
    const stepMs = intervalMs(interval);
    for (let nextMs = alignUp(fromMs, stepMs); !cancel?.aborted; ) {
      const nowMs = this.#clock.nowMs();
      const closedMs = alignDown(nowMs, stepMs);
      try {
        for await (const page of this.#source.candles({ symbol, interval, fromMs: nextMs, toMs: closedMs, ...(cancel && { cancel }) })) {
          for (let row = 0; row < page.length && !cancel?.aborted; row++) {
            nextMs = page.openTimeMs[row]! + stepMs;
            yield candleAt(page, row);
          }
        }
      } catch (error) {
        // What passes is asked for again, from the candle after the last one that was told.
        if (!(error instanceof EngineError && error.retryable)) throw error;
      }
      const isAwaited = nextMs < closedMs && nowMs - closedMs < MOST_LATE_MS;
      const wakeMs = GRACE_MS + (isAwaited ? nowMs : Math.max(nextMs, closedMs) + stepMs);
      if (wakeMs > this.#clock.nowMs()) await this.#clock.sleep(wakeMs - this.#clock.nowMs(), cancel);
    }
  }
}
