import type { GlobalConfig } from './config.ts';
import { textOf } from './text-of.ts';

/** The longest that a timer of Node waits; above it, it does not wait at all. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const LONGEST_TIMER_SECONDS = Math.floor(LONGEST_TIMER_MS / 1000);
/** A tick that waited longer would be in the way of the next. */
const LONGEST_GRACE_MS = 59_999;
const HUNDRED_YEARS_MINUTES = 100 * 365.25 * 24 * 60;
const UNBOUNDED = Number.MAX_VALUE;

type Keys = { readonly [Key in keyof GlobalConfig]?: number };

/** Keys and the most that each may be: beyond it the machine could not do what it says. */
const NON_NEGATIVE: Keys = { CC_SLIPPAGE: 99, CC_TRADE_FEE: 99 };
const POSITIVE: Keys = { CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: UNBOUNDED, CC_MIN_STOPLOSS_DISTANCE_PERCENT: UNBOUNDED, CC_MAX_STOPLOSS_DISTANCE_PERCENT: UNBOUNDED };
const POSITIVE_INTEGERS: Keys = {
  CC_SCHEDULE_AWAIT_MINUTES: HUNDRED_YEARS_MINUTES,
  CC_AVERAGE_PRICE_CANDLE_COUNT: 10_000,
  CC_MAX_SIGNAL_LIFETIME_MINUTES: HUNDRED_YEARS_MINUTES,
  CC_MAX_SIGNAL_GENERATION_SECONDS: LONGEST_TIMER_SECONDS,
  CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR: UNBOUNDED,
  CC_GET_CANDLES_MIN_CANDLES_FOR_MEDIAN: UNBOUNDED,
  CC_GET_CANDLES_TIMEOUT_SECONDS: LONGEST_TIMER_SECONDS,
  CC_RISK_TIMEOUT_SECONDS: LONGEST_TIMER_SECONDS,
};
const NON_NEGATIVE_INTEGERS: Keys = { CC_GET_CANDLES_RETRY_COUNT: UNBOUNDED, CC_GET_CANDLES_RETRY_DELAY_MS: LONGEST_TIMER_MS, CC_CANDLE_GRACE_MS: LONGEST_GRACE_MS };
const BOOLEANS = ['CC_CANDLE_PREFETCH', 'CC_REPORT_SHOW_SIGNAL_NOTE'] as const;
const LEVELS = ['CC_PARTIAL_PROFIT_LEVELS', 'CC_PARTIAL_LOSS_LEVELS'] as const;
const CHOICES = {
  CC_AVERAGE_PRICE_CANDLE_INTERVAL: ['1m', '3m', '5m', '15m', '30m', '1h'],
  CC_TRIGGER_PRICE: ['auto', 'candle-range', 'vwap'],
  CC_INTRABAR_POLICY: ['stop-loss-first', 'take-profit-first'],
  CC_CANDLE_GAP: ['skip', 'error'],
} as const;

/** Everything that is wrong with a configuration, as sentences; the seeds' users know their beginnings. */
export function configFailures(config: GlobalConfig): string[] {
  return [
    ...numberFailures(config, NON_NEGATIVE, (value) => value >= 0, 'a non-negative number'),
    ...numberFailures(config, POSITIVE, (value) => value > 0, 'a positive number'),
    ...numberFailures(config, POSITIVE_INTEGERS, (value) => Number.isInteger(value) && value > 0, 'a positive integer'),
    ...numberFailures(config, NON_NEGATIVE_INTEGERS, (value) => Number.isInteger(value) && value >= 0, 'a non-negative integer'),
    ...otherFailures(config),
    ...distanceFailures(config),
  ];
}

function numberFailures(config: GlobalConfig, keys: Keys, holds: (value: number) => boolean, what: string): string[] {
  return Object.entries(keys).flatMap(([key, most]) => {
    const value: unknown = config[key as keyof GlobalConfig];
    if (typeof value !== 'number' || !Number.isFinite(value) || !holds(value)) return [`${key} must be ${what}, got ${textOf(value)}`];
    return value > most ? [`${key} must be at most ${most}, got ${value}`] : [];
  });
}

function otherFailures(config: GlobalConfig): string[] {
  const failures: string[] = [];
  for (const [key, choices] of Object.entries(CHOICES) as [keyof typeof CHOICES, readonly string[]][]) {
    if (!choices.includes(config[key])) failures.push(`${key} must be one of ${choices.join(', ')}, got ${textOf(config[key])}`);
  }
  for (const key of BOOLEANS) if (typeof config[key] !== 'boolean') failures.push(`${key} must be true or false, got ${textOf(config[key])}`);
  for (const key of LEVELS) if (!areLevels(config[key])) failures.push(`${key} must be an array of ascending percents above 0 and at most 100, got ${levelsText(config[key])}`);
  return failures;
}

/** Keys that must fit each other. Where one is no number, that has been told already. */
function distanceFailures(config: GlobalConfig): string[] {
  const { CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: target, CC_MIN_STOPLOSS_DISTANCE_PERCENT: nearest, CC_MAX_STOPLOSS_DISTANCE_PERCENT: farthest, CC_SLIPPAGE, CC_TRADE_FEE } = config;
  if ([target, nearest, farthest, CC_SLIPPAGE, CC_TRADE_FEE].some((value: unknown) => typeof value !== 'number')) return [];
  const failures: string[] = [];
  const cost = 2 * CC_SLIPPAGE + 2 * CC_TRADE_FEE;
  // Equality passes, whatever 2·0.15 + 2·0.05 comes to in binary.
  if (target < cost * (1 - 1e-12)) failures.push(`CC_MIN_TAKEPROFIT_DISTANCE_PERCENT (${target}%) is too low to cover trading costs (${Number(cost.toPrecision(12))}%)`);
  if (nearest >= farthest) failures.push('CC_MIN_STOPLOSS_DISTANCE_PERCENT must be less than CC_MAX_STOPLOSS_DISTANCE_PERCENT');
  return failures;
}

function areLevels(given: unknown): boolean {
  return Array.isArray(given) && given.every((level: unknown, i) => typeof level === 'number' && level > (i === 0 ? 0 : Number(given[i - 1])) && level <= 100);
}

function levelsText(given: unknown): string {
  return Array.isArray(given) ? `[${given.map(textOf).join(', ')}]` : textOf(given);
}
