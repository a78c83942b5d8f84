import type { Candle } from '../market/candle.ts';
import type { Rules } from '../machine/rules.ts';
import type { Interval } from '../market/interval.ts';
import type { Answer, Strategy, StrategyContext } from '../ports/strategy.ts';
import { MINUTE_MS, type TimestampMs } from '../units.ts';
import { randomCandles } from './random-candles.ts';
import { pick, seededRandom, type Random } from './random.ts';

/** Everything one random run needs. */
export interface Scenario {
  readonly seed: number;
  readonly candles: readonly Candle[];
  readonly strategy: Strategy;
  readonly rules: Omit<Rules, 'askEveryMs' | 'candleMs' | 'key'>;
  readonly frame: Interval;
  readonly fromMs: TimestampMs;
  readonly toMs: TimestampMs;
  readonly pageSize: number;
}

/** A random run: candles that touch everything, a strategy that asks for anything, rules of every kind. */
export function randomScenario(seed: number, maxCandles = 400): Scenario {
  const random = seededRandom(seed);
  const count = 20 + Math.floor(random() * (maxCandles - 20));
  const candles = randomCandles({ seed: seed ^ 0x5bd1e995, count, moveFrac: pick(random, [0.001, 0.004, 0.01]), gapChance: pick(random, [0, 0, 0.02, 0.1]), quietChance: pick(random, [0, 0.1, 0.5]) });
  const lastMs = candles.at(-1)!.openTimeMs + MINUTE_MS;
  const fromMs = candles[Math.floor(random() * 10)]!.openTimeMs + pick(random, [0, 0, 30_000, -3 * MINUTE_MS]);
  return {
    seed,
    candles,
    strategy: randomStrategy(seed ^ 0x27d4eb2f, pick(random, ['1m', '3m', '5m', '15m'])),
    rules: {
      trigger: pick(random, ['candle-range', 'candle-range', 'vwap']),
      intrabar: pick(random, ['stop-loss-first', 'take-profit-first']),
      costs: { feeFrac: pick(random, [0, 0.001]), slippageFrac: pick(random, [0, 0.001, 0.01]) },
      limits: { minTakeProfitFrac: pick(random, [0, 0.002]), minStopLossFrac: 0, maxStopLossFrac: 0.5, maxLifetimeMinutes: 500 },
      scheduleAwaitMs: pick(random, [3, 20, 120]) * MINUTE_MS,
      partials: pick(random, [{ profitFracs: [], lossFracs: [] }, { profitFracs: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], lossFracs: [0.4, 0.8] }]),
    },
    frame: pick(random, ['1m', '1m', '3m', '5m']),
    fromMs,
    toMs: fromMs + Math.ceil((lastMs - fromMs) * pick(random, [0.5, 0.9, 1, 1.3])),
    pageSize: pick(random, [1, 7, 64, 1000]),
  };
}

/**
 * A strategy whose answer depends on all it can see (closes, a longer interval, the price) and on nothing else: whatever
 * leaks in from the future changes its mind.
 */
export function randomStrategy(seed: number, interval: Interval): Strategy {
  return {
    name: `random-${seed}`,
    interval,
    ask(context) {
      const random = seededRandom(seed ^ fingerprint(context));
      return randomAnswer(random, context.price);
    },
  };
}

/** A number that changes with every candle in sight. */
function fingerprint(context: StrategyContext): number {
  let sum = Math.imul(Math.round(context.price * 1e6) | 0, 31) ^ (context.nowMs / 1000);
  for (const [interval, limit] of [['1m', 12], ['5m', 6], ['15m', 2]] as const) {
    const view = context.series(interval, limit);
    for (let row = 0; row < view.length; row++) {
      sum = Math.imul(sum, 31) ^ Math.round((view.close(row) + view.high(row) * 3 + view.low(row) * 7 + view.open(row) * 11 + view.volume(row)) * 100);
    }
  }
  return sum | 0;
}

function randomAnswer(random: Random, price: number): Answer {
  if (random() < 0.4) return null;
  const side = random() < 0.5 ? 'long' : 'short';
  const sign = side === 'long' ? 1 : -1;
  const cents = (value: number): number => Math.round(value * 100) / 100;
  const near = (): number => 0.001 + random() * 0.02;
  const wanted = random() < 0.5 ? cents(price * (1 - sign * (random() * 0.012 - 0.002))) : undefined;
  const entry = wanted ?? price;
  const broken = random() < 0.05 ? -1 : 1;
  return {
    side,
    ...(wanted === undefined ? {} : { entryPrice: wanted }),
    takeProfitPrice: cents(entry * (1 + sign * broken * near())),
    stopLossPrice: cents(entry * (1 - sign * near())),
    lifetimeMinutes: pick(random, [1, 2, 5, 17, 60, 240]),
  };
}
