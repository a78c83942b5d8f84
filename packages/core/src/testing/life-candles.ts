import type { Candle } from '../market/candle.ts';
import { MINUTE_MS, type Price, type TimestampMs } from '../units.ts';
import { pick, type Random } from './random.ts';

export interface LifeCandleOptions {
  readonly fromMs: TimestampMs;
  readonly count: number;
  /** Distance of neighbouring prices: the coarser, the more levels are touched exactly. */
  readonly gridPrice: Price;
  readonly gapChance: number;
  readonly quietChance: number;
}

/** Candles on a coarse grid of prices: equal ones, spikes, candles that reach everything, gaps of every length. */
export function lifeCandles(random: Random, options: LifeCandleOptions): Candle[] {
  const { gridPrice, count } = options;
  const candles: Candle[] = [];
  let openTimeMs = options.fromMs;
  let steps = Math.round(100 / gridPrice);
  const longGapAt = random() < 0.3 ? Math.floor(random() * count) : -1;
  for (let i = 0; i < count; i++) {
    if (i > 0 && random() < options.gapChance) openTimeMs += Math.ceil(random() * 8) * MINUTE_MS;
    if (i > 0 && i === longGapAt) openTimeMs += Math.ceil(random() * 200) * MINUTE_MS;
    const [open, high, low, close] = random() < options.quietChance ? [steps, steps, steps, steps] : nextSteps(random, steps);
    const at = (step: number): Price => Math.round(step * gridPrice * 1e4) / 1e4;
    const volume = random() < options.quietChance ? 0 : pick(random, [1, 1, Math.round(random() * 1000) / 100]);
    candles.push({ openTimeMs, open: at(open), high: at(high), low: at(low), close: at(close), volume });
    // Random walks leave for good; this one is drawn back to where it began.
    steps = Math.max(Math.round(50 / gridPrice), close + Math.round((100 / gridPrice - close) * 0.02));
    openTimeMs += MINUTE_MS;
  }
  return candles;
}

function nextSteps(random: Random, before: number): [number, number, number, number] {
  const far = pick(random, [1, 1, 2, 2, 3, 5, random() < 0.2 ? 15 : 3]);
  const move = (): number => Math.round((random() * 2 - 1) * far);
  const open = random() < 0.7 ? before : before + move();
  const close = open + move();
  const reach = (): number => (random() < 0.4 ? 0 : Math.round(random() * far));
  return [open, Math.max(open, close) + reach(), Math.min(open, close) - reach(), close];
}
