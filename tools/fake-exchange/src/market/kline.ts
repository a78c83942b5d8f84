import type { Candle, TimestampMs } from '@tradewright/core';

/** A candle as the exchange tells it. */
export interface Kline extends Candle {
  /** First instant that does not belong to it. */
  readonly endMs: TimestampMs;
}

/**
 * One candle on the wire. What the candles do not tell (quote volume, trades, takers) is made up from what they do.
 * Figures have eight decimals as Binance writes them, more where it takes them to give the number back bit for bit.
 */
export function rowOf({ openTimeMs, endMs, open, high, low, close, volume }: Kline): unknown[] {
  return [openTimeMs, decimal(open), decimal(high), decimal(low), decimal(close), decimal(volume), endMs - 1, (volume * close).toFixed(8), tradesOf(volume), (volume / 2).toFixed(8), ((volume / 2) * close).toFixed(8), '0'];
}

/** A number below 1e21 in decimals without an exponent, exact. */
export function decimal(value: number): string {
  const text = value.toFixed(8);
  if (Number(text) === value) return text;
  const [digits, exponent] = String(value).split('e');
  return exponent === undefined ? digits! : `0.${'0'.repeat(-Number(exponent) - 1)}${digits!.replace('.', '')}`;
}

export function tradesOf(volume: number): number {
  return volume === 0 ? 0 : 1 + Math.floor(Math.log2(1 + volume));
}
