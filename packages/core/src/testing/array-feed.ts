import type { Candle } from '../market/candle.ts';
import { intervalMs } from '../market/interval.ts';
import type { CancelSignal } from '../ports/cancel-signal.ts';
import type { CandleFeed, FeedRequest } from '../ports/candle-feed.ts';
import type { Clock } from '../ports/clock.ts';
import type { TimestampMs } from '../units.ts';

/** A feed over candles in memory, of any symbol: each shows up when it has closed by the clock. */
export class ArrayFeed implements CandleFeed {
  readonly name: string;
  readonly #candles: readonly Candle[];
  readonly #clock: Clock;
  readonly #shownAtMs: Map<TimestampMs, TimestampMs> = new Map();

  constructor(candles: readonly Candle[], clock: Clock, name = 'array') {
    this.#candles = candles;
    this.#clock = clock;
    this.name = name;
  }

  /** Shows the candle that opens at an instant no sooner than another. */
  holdBack(openTimeMs: TimestampMs, untilMs: TimestampMs): void {
    this.#shownAtMs.set(openTimeMs, untilMs);
  }

  async *candles({ interval, fromMs, cancel }: FeedRequest): AsyncGenerator<Candle> {
    const stepMs = intervalMs(interval);
    for (const candle of this.#candles) {
      if (candle.openTimeMs < fromMs) continue;
      const shownAtMs = Math.max(candle.openTimeMs + stepMs, this.#shownAtMs.get(candle.openTimeMs) ?? 0);
      while (shownAtMs > this.#clock.nowMs() && cancel?.aborted !== true) await this.#clock.sleep(shownAtMs - this.#clock.nowMs(), cancel);
      if (cancel?.aborted === true) return;
      yield candle;
    }
    await cancelled(cancel);
  }
}

/** Where candles end, a listener still waits. */
async function cancelled(cancel: CancelSignal | undefined): Promise<void> {
  if (cancel?.aborted === true) return;
  await new Promise<void>((resolve) => cancel?.addEventListener('abort', resolve));
}
