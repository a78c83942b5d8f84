import type { VwapWindow } from '../market/vwap.ts';
import type { QuietKind } from '../run/options.ts';
import type { RiskRule } from '../ports/risk-rule.ts';
import type { Sizer } from '../ports/sizer.ts';
import { MINUTE_MS, type Fraction, type Price } from '../units.ts';
import { lifeCandles } from './life-candles.ts';
import { lifeStrategy } from './life-answer.ts';
import { pick, seededRandom, type Random } from './random.ts';
import type { Scenario } from './scenario.ts';

/** A scenario with all that can happen to a signal in it, refusals and a stop included. */
export interface Life extends Scenario {
  readonly vwap: VwapWindow;
  readonly risk: readonly RiskRule[];
  readonly sizer: Sizer | undefined;
  /** What is told beside the transitions. */
  readonly wants: readonly QuietKind[];
  /** The run is stopped when this many events have been received; `undefined`: never. */
  readonly stopAfter: number | undefined;
  readonly stepEvery: boolean;
  /** Whether the run gets its candles as one complete series. */
  readonly held: boolean;
}

/** Coarse prices, hasty strategies, short lives: as much as possible in few candles. */
export function randomLife(seed: number, maxCandles = 400): Life {
  const random = seededRandom(seed ^ 0x1b873593);
  const gridPrice = pick(random, [0.05, 0.1, 0.25, 0.5, 1]);
  const count = 5 + Math.floor(random() ** 2 * (maxCandles - 5));
  const startMs = Date.UTC(2024, 0, 1) + Math.floor(random() * 15) * MINUTE_MS;
  const candles = lifeCandles(random, { fromMs: startMs, count, gridPrice, gapChance: pick(random, [0, 0.02, 0.15]), quietChance: pick(random, [0, 0.1, 0.5]) });
  const fromMs = candles[Math.floor(random() * Math.min(10, count))]!.openTimeMs + pick(random, [0, 0, MINUTE_MS, 30_000, 1, -3 * MINUTE_MS]);
  const lastMs = candles.at(-1)!.openTimeMs + MINUTE_MS;
  const vwap = { count: pick(random, [1, 2, 5, 5]), intervalMs: pick(random, [1, 1, 1, 5]) * MINUTE_MS };
  return {
    seed,
    candles,
    strategy: lifeStrategy(seed, pick(random, ['1m', '1m', '3m', '5m', '15m']), gridPrice, pick(random, [undefined, undefined, { '1m': 12 }, { '5m': 2, '15m': 1 }])),
    rules: lifeRules(random, gridPrice),
    frame: pick(random, ['1m', '1m', '1m', '3m', '5m', '15m']),
    fromMs,
    toMs: fromMs + Math.max(MINUTE_MS, Math.ceil((lastMs - fromMs) * pick(random, [0.3, 0.9, 1, 1.3]))),
    pageSize: pick(random, [1, 7, 64, 1000]),
    vwap,
    risk: random() < 0.4 ? [moody(seed, 'first', 0.2), moody(seed, 'second', 0.2)] : [],
    sizer: random() < 0.3 ? fickle : undefined,
    stopAfter: random() < 0.3 ? 1 + Math.floor(random() * 12) : undefined,
    stepEvery: random() < 0.3,
    held: random() < 0.2,
    wants: pick(random, [[], [], ['active'], ['idle', 'active']] as const),
  };
}

function lifeRules(random: Random, gridPrice: Price): Scenario['rules'] {
  // Prices stay near 100, so that distances are often exactly at these limits.
  const steps = (count: number): Fraction => (count * gridPrice) / 100;
  return {
    trigger: pick(random, ['candle-range', 'candle-range', 'vwap']),
    intrabar: pick(random, ['stop-loss-first', 'take-profit-first']),
    costs: { feeFrac: pick(random, [0, 0.001]), slippageFrac: pick(random, [0, 0.001, 0.01]) },
    limits: {
      minTakeProfitFrac: pick(random, [0, 0, 0, steps(2)]),
      minStopLossFrac: pick(random, [0, 0, 0, steps(2)]),
      maxStopLossFrac: pick(random, [0, 0.5, 0.5, steps(5)]),
      maxLifetimeMinutes: pick(random, [0, 1440, 1440, 60]),
    },
    scheduleAwaitMs: pick(random, [1, 3, 20, 120, 120, 7.5]) * MINUTE_MS,
    partials: pick(random, [
      { profitFracs: [], lossFracs: [] },
      { profitFracs: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], lossFracs: [0.4, 0.8] },
      { profitFracs: [0.5, 1], lossFracs: [0.001, 0.25, 1] },
    ]),
  };
}

/** Depends on all it is told, and stays out now and then. */
const fickle: Sizer = {
  name: 'fickle',
  size: ({ plan, price, nowMs }) => (Math.floor((plan.createdAtMs + 3 * nowMs) / MINUTE_MS) % 7 === 0 ? 0 : (plan.side === 'long' ? 50 : 70) / price),
};

/** Says no to some plans and not to others, and to the same ones each time it is asked under the same circumstances. */
function moody(seed: number, name: string, chance: number): RiskRule {
  return {
    name,
    judge({ plan, at, price, nowMs, activePositions }) {
      const key = seed ^ Math.imul(plan.createdAtMs / 1000, 31) ^ Math.imul(nowMs / 1000, 17) ^ Math.round(price * 1e6) ^ (at === 'creation' ? 1 : 2) ^ (name.length << 8) ^ (activePositions.length << 4);
      return seededRandom(key)() < chance ? { allowed: false, reason: `${name} dislikes ${at}` } : { allowed: true };
    },
  };
}
