import { alignDown, alignUp, columnsOf, InputError, instrument, MINUTE_MS, type Candle, type CandleColumns, type CandleRange, type Clock, type Instrument, type TimestampMs } from '@tradewright/core';
import type { MarketSource } from './exchange-of.ts';

/** The candle that opens at an instant; `undefined` where there is none. The same instant always has the same candle. */
export type MinuteFormula = (openTimeMs: TimestampMs, symbol: string) => Candle | undefined;

/** Minutes that make up a page. */
const PAGE_MINUTES = 1440;

/** Candles computed as they are asked for: nothing is stored, and there is no first one and no last. */
export class Generator implements MarketSource {
  readonly name = 'generator';
  readonly #minute: MinuteFormula;
  readonly #clock: Clock;

  constructor(minute: MinuteFormula, clock: Clock) {
    this.#minute = minute;
    this.#clock = clock;
  }

  async *candles({ symbol, interval, fromMs, toMs, cancel }: CandleRange): AsyncGenerator<CandleColumns> {
    if (interval !== '1m') throw new InputError('generator/interval', `${this.name} makes candles of 1m, not of ${interval}: ask for 1m and put them together.`);
    // A formula would know tomorrow. What has not closed by now is not told.
    const endMs = Math.min(toMs, alignDown(this.#clock.nowMs(), MINUTE_MS));
    for (let pageMs = alignUp(Math.max(fromMs, 0), MINUTE_MS); pageMs < endMs && cancel?.aborted !== true; pageMs += PAGE_MINUTES * MINUTE_MS) {
      const page = this.#between(pageMs, Math.min(pageMs + PAGE_MINUTES * MINUTE_MS, endMs), symbol);
      if (page.length > 0) yield columnsOf(page);
      // Centuries take seconds: timers, and whoever wants to cancel, get their turn in between.
      await this.#clock.breathe();
    }
  }

  instrument(symbol: string): Instrument {
    return instrument(symbol, { tickSize: 0.01, lotSize: 0.001 });
  }

  #between(fromMs: TimestampMs, toMs: TimestampMs, symbol: string): Candle[] {
    const candles: Candle[] = [];
    for (let openTimeMs = fromMs; openTimeMs < toMs; openTimeMs += MINUTE_MS) {
      const candle = this.#minute(openTimeMs, symbol);
      if (candle !== undefined) candles.push(candle);
    }
    return candles;
  }
}

/** A price that rises and falls by 3 % in about six hours. */
export const wave: MinuteFormula = (openTimeMs) => {
  const priceAt = (atMs: TimestampMs): number => Math.round(10_000 + 300 * Math.sin(atMs / (60 * MINUTE_MS))) / 100;
  const [open, close] = [priceAt(openTimeMs), priceAt(openTimeMs + MINUTE_MS)];
  return { openTimeMs, open, high: Math.max(open, close), low: Math.min(open, close), close, volume: 1 };
};
