import { InputError } from '../error.ts';
import type { Costs } from '../signal/pnl.ts';
import type { SignalLimits } from '../signal/validate.ts';
import { MINUTE_MS, type DurationMs, type Fraction } from '../units.ts';

/** Which price decides: the candle's high and low, or the VWAP at its close. One rule per run, see ADR-0004. */
export type TriggerPrice = 'candle-range' | 'vwap';

/** What counts first when one candle touches both target and stop, see ADR-0003. */
export type IntrabarPolicy = 'stop-loss-first' | 'take-profit-first';

/** Ascending shares of one, each above 0 and at most 1. Empty: nobody wants to know. */
export interface PartialLevels {
  readonly profitFracs: readonly Fraction[];
  readonly lossFracs: readonly Fraction[];
}

/** Everything the machine needs to know beside its state and its input. Fixed for a run. */
export interface Rules {
  /** Names the run; the ids of its orders begin with it. */
  readonly key: string;
  readonly trigger: TriggerPrice;
  readonly intrabar: IntrabarPolicy;
  readonly costs: Costs;
  readonly limits: SignalLimits;
  /** The strategy is asked at most once in this time. */
  readonly askEveryMs: DurationMs;
  /** A waiting entry is cancelled after this time. */
  readonly scheduleAwaitMs: DurationMs;
  /** Shares of the way to the target and to the stop whose reaching is told, each once per signal (decision 18). */
  readonly partials: PartialLevels;
  /** Length of the candles that are judged. */
  readonly candleMs: DurationMs;
}

/** The defaults of the seeds (`reference/original.md` §2.1); the trigger is always the user's choice. */
export const DEFAULT_RULES: Omit<Rules, 'key' | 'trigger' | 'askEveryMs'> = {
  intrabar: 'stop-loss-first',
  costs: { feeFrac: 0.001, slippageFrac: 0.001 },
  limits: { minTakeProfitFrac: 0.005, minStopLossFrac: 0.005, maxStopLossFrac: 0.2, maxLifetimeMinutes: 1440 },
  scheduleAwaitMs: 120 * MINUTE_MS,
  partials: { profitFracs: [], lossFracs: [] },
  candleMs: MINUTE_MS,
};

/** @throws {InputError} `rules/invalid` naming the first figure that cannot be used */
export function checkRules(rules: Rules): Rules {
  const refuse = (what: string): never => {
    throw new InputError('rules/invalid', `Rules of ${rules.key}: ${what}.`);
  };
  if (rules.trigger !== 'candle-range' && rules.trigger !== 'vwap') refuse(`trigger must be 'candle-range' or 'vwap', not ${JSON.stringify(rules.trigger)}`);
  if (rules.intrabar !== 'stop-loss-first' && rules.intrabar !== 'take-profit-first') refuse(`intrabar must be 'stop-loss-first' or 'take-profit-first', not ${JSON.stringify(rules.intrabar)}`);
  const { feeFrac, slippageFrac } = rules.costs;
  const { minTakeProfitFrac, minStopLossFrac, maxStopLossFrac, maxLifetimeMinutes } = rules.limits;
  const figures = { feeFrac, slippageFrac, minTakeProfitFrac, minStopLossFrac, maxStopLossFrac, maxLifetimeMinutes };
  for (const [name, value] of Object.entries(figures)) if (!(value >= 0 && value < Infinity)) refuse(`${name} must be 0 or more, not ${value}`);
  for (const [name, value] of Object.entries({ feeFrac, slippageFrac })) if (value >= 1) refuse(`${name} is a share of the price and must be below 1, not ${value}`);
  for (const name of ['askEveryMs', 'scheduleAwaitMs', 'candleMs'] as const) if (!(rules[name] > 0 && rules[name] < Infinity)) refuse(`${name} must be positive, not ${rules[name]}`);
  for (const name of ['profitFracs', 'lossFracs'] as const) checkLevels(name, rules.partials[name], refuse);
  return rules;
}

function checkLevels(name: string, levels: readonly Fraction[], refuse: (what: string) => never): void {
  if (!Array.isArray(levels)) refuse(`partials.${name} must be an array of shares, not ${String(levels)}`);
  levels.forEach((level, i) => {
    if (!(typeof level === 'number' && level > (levels[i - 1] ?? 0) && level <= 1)) refuse(`partials.${name} must rise from above 0 to at most 1, not ${levels.join(', ')}`);
  });
}
