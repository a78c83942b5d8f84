import type { Candle } from '../market/candle.ts';
import { MINUTE_MS, type TimestampMs } from '../units.ts';
import { seededRandom, type Random } from './random.ts';

export interface RandomCandleOptions {
  readonly seed: number;
  readonly count: number;
  readonly fromMs?: TimestampMs;
  readonly startPrice?: number;
  /** Typical size of a one-minute move as a share of the price. Default 0.002. */
  readonly moveFrac?: number;
  /** Chance that minutes are missing before a candle. Default 0. */
  readonly gapChance?: number;
  /** Chance that nothing was traded in a candle. Default 0.05. */
  readonly quietChance?: number;
  /** Chance of a candle with ten times the usual move. Default 0.01. */
  readonly spikeChance?: number;
}

/** Candles of a seeded random walk with gaps, spikes, equal prices and empty minutes: made to find mistakes. */
export function randomCandles(options: RandomCandleOptions): Candle[] {
  const random = seededRandom(options.seed);
  const candles: Candle[] = [];
  let openTimeMs = options.fromMs ?? Date.UTC(2024, 0, 1);
  let price = options.startPrice ?? 100;
  for (let i = 0; i < options.count; i++) {
    if (i > 0 && random() < (options.gapChance ?? 0)) openTimeMs += Math.ceil(random() * 12) * MINUTE_MS;
    const candle = nextCandle(random, openTimeMs, price, options);
    candles.push(candle);
    price = candle.close;
    openTimeMs += MINUTE_MS;
  }
  return candles;
}

function nextCandle(random: Random, openTimeMs: TimestampMs, before: number, options: RandomCandleOptions): Candle {
  const moveFrac = (options.moveFrac ?? 0.002) * (random() < (options.spikeChance ?? 0.01) ? 10 : 1);
  const move = (): number => 1 + (random() + random() + random() - 1.5) * moveFrac;
  if (random() < (options.quietChance ?? 0.05)) return { openTimeMs, open: before, high: before, low: before, close: before, volume: 0 };
  const open = random() < 0.8 ? before : round(before * move());
  const close = round(open * move());
  const high = Math.max(open, close, random() < 0.3 ? 0 : round(Math.max(open, close) * (1 + random() * moveFrac)));
  const low = Math.min(open, close, random() < 0.3 ? Infinity : round(Math.min(open, close) * (1 - random() * moveFrac)));
  return { openTimeMs, open, high, low, close, volume: round(random() * 10) };
}

/** Coarse prices, so that touching a level exactly is common. */
function round(price: number): number {
  return Math.max(0.01, Math.round(price * 100) / 100);
}
