import type { Candle, TimestampMs } from '@tradewright/core';

/** Enough for a listener that was held up for most of a day; one that was away longer asks for the past. */
const KEPT = 1000;

/** The newest candles of a line, and the span over which nothing else closed. */
export class Recent {
  #candles: Candle[] = [];
  #fromMs: TimestampMs;
  #untilMs: TimestampMs;

  constructor(fromMs: TimestampMs) {
    this.#fromMs = fromMs;
    this.#untilMs = fromMs;
  }

  /** From this open time on they are all here. */
  get fromMs(): TimestampMs {
    return this.#fromMs;
  }

  /** Open time of the next candle to come. */
  get untilMs(): TimestampMs {
    return this.#untilMs;
  }

  add(candle: Candle, closeMs: TimestampMs): void {
    this.#candles.push(candle);
    this.#untilMs = closeMs;
    if (this.#candles.length < KEPT * 2) return;
    this.#candles = this.#candles.slice(-KEPT);
    this.#fromMs = this.#candles[0]!.openTimeMs;
  }

  /** Nothing closed before this open time. */
  skip(untilMs: TimestampMs): void {
    this.#untilMs = untilMs;
  }

  /** The first that opens at or after an instant. */
  at(fromMs: TimestampMs): Candle | undefined {
    if (fromMs >= this.#untilMs) return undefined;
    // A listener that keeps up wants the last one, or has it already and nothing came since.
    const last = this.#candles.length - 1;
    if (last > 0 && this.#candles[last - 1]!.openTimeMs < fromMs) return this.#candles[last]!.openTimeMs >= fromMs ? this.#candles[last] : undefined;
    return this.#candles.find(({ openTimeMs }) => openTimeMs >= fromMs);
  }
}
