import { candleAt, type Candle, type CandleRange, type CandleSource } from '@tradewright/core';
import { FakeClock, randomCandles } from '@tradewright/core/testing';

export const MINUTE = 60_000;
/** When the candles of the tests begin. */
export const START = Date.UTC(2024, 0, 1);
/** Long after all candles of the tests have closed. */
export const LATER = Date.UTC(2025, 0, 1);

/** A clock whose sleepers wake at once; time has passed then. */
export class RestlessClock extends FakeClock {
  readonly rests: number[] = [];

  override sleep(durationMs: number): Promise<void> {
    this.rests.push(durationMs);
    return this.pass(durationMs);
  }
}

export function minutes(count: number): Candle[] {
  return randomCandles({ seed: 3, count, fromMs: START });
}

/** What a source answers, as objects. */
export async function read(source: CandleSource, question: Partial<CandleRange> = {}): Promise<Candle[]> {
  const candles: Candle[] = [];
  for await (const page of source.candles({ symbol: 'BTCUSDT', interval: '1m', fromMs: START, toMs: Infinity, ...question })) {
    for (let row = 0; row < page.length; row++) candles.push(candleAt(page, row));
  }
  return candles;
}

/** The error of a question that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then((answer) => new Error(`answered with ${JSON.stringify(answer)}`), (error: unknown) => error);
}
