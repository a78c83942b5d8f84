import { INTERVALS, intervalMs, type Candle, type Strategy, type StrategyContext } from '@tradewright/core';
import { randomCandles, randomScenario, seededRandom, type Random, type Scenario } from '@tradewright/core/testing';

const MINUTE_MS = 60_000;
const MAX_CANDLES = 400;

/** Everything a strategy was shown at one ask, as one number. */
export interface Sight {
  readonly nowMs: number;
  readonly seen: number;
  /** Close of the newest candle in sight, of any interval. */
  readonly newestMs: number;
}

/** A scenario whose strategy looks at every interval there is, and remembers what it saw. */
export interface WideScenario extends Scenario {
  readonly sights: Sight[];
}

/**
 * Four hundred candles cannot fill a day, so these come in bursts with hours or days between them: every interval up to
 * 3d then has candles, whole ones and ones with holes, and its boundaries fall inside the run.
 */
export function wideScenario(seed: number): WideScenario {
  const base = randomScenario(seed);
  const random = seededRandom(seed ^ 0x1b873593);
  const candles = wideCandles(seed, random);
  const begin = Math.floor(candles.length * (0.2 + random() * 0.4));
  const fromMs = candles[begin]!.openTimeMs;
  const sights: Sight[] = [];
  return {
    ...base,
    candles,
    fromMs,
    toMs: candles.at(-1)!.openTimeMs + MINUTE_MS,
    // Far apart at times: frames of quiet days cost time and show nothing.
    frame: random() < 0.5 ? '3m' : '15m',
    strategy: watching(base.strategy, seed, sights),
    sights,
  };
}

function wideCandles(seed: number, random: Random): Candle[] {
  const candles: Candle[] = [];
  let openTimeMs = Date.UTC(2024, 0, 1) + Math.floor(random() * 4320) * MINUTE_MS;
  const count = 150 + Math.floor(random() * (MAX_CANDLES - 150));
  while (candles.length < count) {
    const burst = Math.min(count - candles.length, 4 + Math.floor(random() * 30));
    const startPrice = candles.at(-1)?.close ?? 100;
    candles.push(...randomCandles({ seed: seed + candles.length * 7919, count: burst, fromMs: openTimeMs, startPrice, moveFrac: 0.004, gapChance: 0.03 }));
    openTimeMs = candles.at(-1)!.openTimeMs + MINUTE_MS + pause(random) * MINUTE_MS;
  }
  return candles;
}

/** Minutes between two bursts: a few, an hour or so, half a day, two days, or four. */
function pause(random: Random): number {
  const longest = [5, 90, 700, 2800, 6000][Math.floor(random() * 5)]!;
  return Math.floor(random() * longest);
}

/** Notes all it sees of every interval before it answers. */
function watching(strategy: Strategy, seed: number, sights: Sight[]): Strategy {
  const random = seededRandom(seed ^ 0x68bc21eb);
  const limits = INTERVALS.map(() => 1 + Math.floor(random() * 6));
  const declared = seed % 3 === 0 ? undefined : Object.fromEntries(INTERVALS.map((interval, i) => [interval, limits[i]! + 2]));
  return {
    name: strategy.name,
    interval: strategy.interval,
    ...(declared === undefined ? undefined : { history: declared }),
    ask(context) {
      sights.push(sightOf(context, limits));
      return strategy.ask(context);
    },
  };
}

function sightOf({ nowMs, price, series }: StrategyContext, limits: readonly number[]): Sight {
  let seen = Math.round(price * 1e6) | 0;
  let newestMs = -Infinity;
  for (const [i, interval] of INTERVALS.entries()) {
    const view = series(interval, limits[i]!);
    seen = Math.imul(seen, 31) + view.length;
    for (let row = 0; row < view.length; row++) {
      seen = (Math.imul(seen, 31) + Math.round(view.openTimeMs(row) / MINUTE_MS)) | 0;
      seen = Math.imul(seen, 31) ^ Math.round((view.close(row) + view.high(row) * 3 + view.low(row) * 7 + view.open(row) * 11 + view.volume(row)) * 100);
    }
    if (view.length > 0) newestMs = Math.max(newestMs, view.openTimeMs(view.length - 1) + intervalMs(interval));
  }
  return { nowMs, seen: seen | 0, newestMs };
}
