import { candleAt, type Candle, type CandleRange, type CandleSource } from '@tradewright/core';
import { randomCandles } from '@tradewright/core/testing';

export const START = Date.UTC(2024, 0, 1);
export const MINUTE = 60_000;

export interface TextOptions {
  readonly header?: string;
  readonly time?: (openTimeMs: number) => string | number;
  readonly end?: string;
  /** Columns behind the six. */
  readonly tail?: string;
}

/** Candles as CSV text. */
export function csv(candles: readonly Candle[], { header, time = (ms) => ms, end = '\n', tail = '' }: TextOptions = {}): string {
  const rows = candles.map(({ openTimeMs, open, high, low, close, volume }) => `${time(openTimeMs)},${open},${high},${low},${close},${volume}${tail}`);
  return [...(header === undefined ? [] : [header]), ...rows].join(end) + end;
}

/** One-minute candles from `START` on. */
export function minutes(count: number, fromMs: number = START, seed = 5): Candle[] {
  return randomCandles({ seed, count, fromMs });
}

/** What a source answers, as objects. */
export async function read(source: CandleSource, question: Partial<CandleRange> = {}): Promise<Candle[]> {
  const candles: Candle[] = [];
  for await (const page of source.candles({ symbol: 'BTCUSDT', interval: '1m', fromMs: 0, toMs: Infinity, ...question })) {
    for (let row = 0; row < page.length; row++) candles.push(candleAt(page, row));
  }
  return candles;
}

/** The error of a question that must fail. */
export async function failureOf(source: CandleSource, question: Partial<CandleRange> = {}): Promise<unknown> {
  return read(source, question).then((candles) => new Error(`answered with ${candles.length} candles`), (error: unknown) => error);
}
