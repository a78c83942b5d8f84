import { InputError, type IntrabarPolicy, type TriggerPrice } from '@tradewright/core';

/** Every key of the configuration, by the seeds' names. Percents are percents here: `0.1` is 0.1 %. */
export interface GlobalConfig {
  /** Life of a signal that waits for its entry. */
  CC_SCHEDULE_AWAIT_MINUTES: number;
  /** Closed candles in the VWAP, and their interval. */
  CC_AVERAGE_PRICE_CANDLE_COUNT: number;
  CC_AVERAGE_PRICE_CANDLE_INTERVAL: '1m' | '3m' | '5m' | '15m' | '30m' | '1h';
  /** Slippage in percent, on entry and exit. */
  CC_SLIPPAGE: number;
  /** Fee in percent, on each side. */
  CC_TRADE_FEE: number;
  CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: number;
  CC_MIN_STOPLOSS_DISTANCE_PERCENT: number;
  CC_MAX_STOPLOSS_DISTANCE_PERCENT: number;
  CC_MAX_SIGNAL_LIFETIME_MINUTES: number;
  /** A strategy that has not answered after this time has given no signal. */
  CC_MAX_SIGNAL_GENERATION_SECONDS: number;
  /** Attempts after a failed candle request, and the pause before each. */
  CC_GET_CANDLES_RETRY_COUNT: number;
  CC_GET_CANDLES_RETRY_DELAY_MS: number;
  CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR: number;
  CC_GET_CANDLES_MIN_CANDLES_FOR_MEDIAN: number;
  /** `auto`: high and low of candles in a backtest, the VWAP live. */
  CC_TRIGGER_PRICE: 'auto' | TriggerPrice;
  CC_INTRABAR_POLICY: IntrabarPolicy;
  CC_CANDLE_GAP: 'skip' | 'error';
  /** `false`: every question goes to the exchange exactly as it was asked; no pages ahead. */
  CC_CANDLE_PREFETCH: boolean;
  /** Percents of the way to the target, and to the stop, that are told once per signal; ascending. */
  CC_PARTIAL_PROFIT_LEVELS: readonly number[];
  CC_PARTIAL_LOSS_LEVELS: readonly number[];
  /** A risk validation that has not answered after this time has refused. */
  CC_RISK_TIMEOUT_SECONDS: number;
  /** How long a live tick waits for its candle. */
  CC_CANDLE_GRACE_MS: number;
  /** Whether reports have a column with the notes of signals. */
  CC_REPORT_SHOW_SIGNAL_NOTE: boolean;
}

export const DEFAULT_CONFIG: Readonly<GlobalConfig> = Object.freeze({
  CC_SCHEDULE_AWAIT_MINUTES: 120,
  CC_AVERAGE_PRICE_CANDLE_COUNT: 5,
  CC_AVERAGE_PRICE_CANDLE_INTERVAL: '1m',
  CC_SLIPPAGE: 0.1,
  CC_TRADE_FEE: 0.1,
  CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: 0.5,
  CC_MIN_STOPLOSS_DISTANCE_PERCENT: 0.5,
  CC_MAX_STOPLOSS_DISTANCE_PERCENT: 20,
  CC_MAX_SIGNAL_LIFETIME_MINUTES: 1440,
  CC_MAX_SIGNAL_GENERATION_SECONDS: 180,
  CC_GET_CANDLES_RETRY_COUNT: 3,
  CC_GET_CANDLES_RETRY_DELAY_MS: 5000,
  CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR: 1000,
  CC_GET_CANDLES_MIN_CANDLES_FOR_MEDIAN: 5,
  CC_TRIGGER_PRICE: 'auto',
  CC_INTRABAR_POLICY: 'stop-loss-first',
  CC_CANDLE_GAP: 'skip',
  CC_CANDLE_PREFETCH: true,
  CC_PARTIAL_PROFIT_LEVELS: Object.freeze([10, 20, 30, 40, 50, 60, 70, 80, 90]),
  CC_PARTIAL_LOSS_LEVELS: Object.freeze([40, 80]),
  CC_RISK_TIMEOUT_SECONDS: 60,
  CC_CANDLE_GRACE_MS: 5000,
  CC_REPORT_SHOW_SIGNAL_NOTE: false,
});

/** The public system's own spellings of four keys (`reference/original.md` §2.1). */
const ALIASES: Readonly<Record<string, keyof GlobalConfig>> = {
  CC_AVG_PRICE_CANDLES_COUNT: 'CC_AVERAGE_PRICE_CANDLE_COUNT',
  CC_PERCENT_SLIPPAGE: 'CC_SLIPPAGE',
  CC_PERCENT_FEE: 'CC_TRADE_FEE',
};

/** What `setConfig` takes: any keys, also by their other spelling. */
export type ConfigInput = Partial<GlobalConfig> & {
  CC_AVG_PRICE_CANDLES_COUNT?: number;
  CC_PERCENT_SLIPPAGE?: number;
  CC_PERCENT_FEE?: number;
};

const NON_NEGATIVE = ['CC_SLIPPAGE', 'CC_TRADE_FEE'] as const;
const POSITIVE = ['CC_MIN_TAKEPROFIT_DISTANCE_PERCENT', 'CC_MIN_STOPLOSS_DISTANCE_PERCENT', 'CC_MAX_STOPLOSS_DISTANCE_PERCENT'] as const;
const POSITIVE_INTEGERS = [
  'CC_SCHEDULE_AWAIT_MINUTES',
  'CC_AVERAGE_PRICE_CANDLE_COUNT',
  'CC_MAX_SIGNAL_LIFETIME_MINUTES',
  'CC_MAX_SIGNAL_GENERATION_SECONDS',
  'CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR',
  'CC_GET_CANDLES_MIN_CANDLES_FOR_MEDIAN',
  'CC_RISK_TIMEOUT_SECONDS',
] as const;
const NON_NEGATIVE_INTEGERS = ['CC_GET_CANDLES_RETRY_COUNT', 'CC_GET_CANDLES_RETRY_DELAY_MS', 'CC_CANDLE_GRACE_MS'] as const;
const BOOLEANS = ['CC_CANDLE_PREFETCH', 'CC_REPORT_SHOW_SIGNAL_NOTE'] as const;
const LEVELS = ['CC_PARTIAL_PROFIT_LEVELS', 'CC_PARTIAL_LOSS_LEVELS'] as const;
const CHOICES = {
  CC_AVERAGE_PRICE_CANDLE_INTERVAL: ['1m', '3m', '5m', '15m', '30m', '1h'],
  CC_TRIGGER_PRICE: ['auto', 'candle-range', 'vwap'],
  CC_INTRABAR_POLICY: ['stop-loss-first', 'take-profit-first'],
  CC_CANDLE_GAP: ['skip', 'error'],
} as const;

/** The configuration of one instance. */
export class Config {
  #values: GlobalConfig = { ...DEFAULT_CONFIG };

  get values(): Readonly<GlobalConfig> {
    return this.#values;
  }

  /**
   * Merges and judges everything together; on failure nothing is changed.
   *
   * @param unsafe - skip the judgement of values
   * @throws {InputError} `config/invalid` with every failure, `config/unknown` for a key that does not exist
   */
  set(partial: ConfigInput, unsafe = false): void {
    const next = { ...this.#values, ...canonical(partial) };
    const failures = unsafe ? [] : failuresOf(next);
    if (failures.length > 0) {
      const list = failures.map((failure, i) => `  ${i + 1}. ${failure}`).join('\n');
      throw new InputError('config/invalid', `GLOBAL_CONFIG validation failed:\n${list}`);
    }
    this.#values = next;
  }
}

function canonical(partial: ConfigInput): Partial<GlobalConfig> {
  if (typeof partial !== 'object' || partial === null) throw new InputError('config/invalid', `setConfig needs an object, got ${String(partial)}.`);
  const entries = Object.entries(partial)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [ALIASES[key] ?? key, value] as const);
  const unknown = entries.map(([key]) => key).filter((key) => !Object.hasOwn(DEFAULT_CONFIG, key));
  if (unknown.length > 0) throw new InputError('config/unknown', `Unknown configuration key ${unknown.join(', ')}; known are ${Object.keys(DEFAULT_CONFIG).join(', ')}.`);
  return Object.fromEntries(entries);
}

function failuresOf(config: GlobalConfig): string[] {
  const failures: string[] = [];
  const demand = (keys: readonly (keyof GlobalConfig)[], holds: (value: number) => boolean, what: string): void => {
    for (const key of keys) {
      const value: unknown = config[key];
      if (typeof value !== 'number' || !Number.isFinite(value) || !holds(value)) failures.push(`${key} must be ${what}, got ${String(value)}`);
    }
  };
  demand(NON_NEGATIVE, (value) => value >= 0, 'a non-negative number');
  demand(POSITIVE, (value) => value > 0, 'a positive number');
  demand(POSITIVE_INTEGERS, (value) => Number.isInteger(value) && value > 0, 'a positive integer');
  demand(NON_NEGATIVE_INTEGERS, (value) => Number.isInteger(value) && value >= 0, 'a non-negative integer');
  for (const [key, choices] of Object.entries(CHOICES) as [keyof typeof CHOICES, readonly string[]][]) {
    if (!choices.includes(config[key])) failures.push(`${key} must be one of ${choices.join(', ')}, got ${String(config[key])}`);
  }
  for (const key of BOOLEANS) if (typeof config[key] !== 'boolean') failures.push(`${key} must be true or false, got ${String(config[key])}`);
  for (const key of LEVELS) if (!areLevels(config[key])) failures.push(`${key} must be an array of ascending percents above 0 and at most 100, got ${String(config[key])}`);
  const cost = 2 * config.CC_SLIPPAGE + 2 * config.CC_TRADE_FEE;
  // Equality passes, whatever 2·0.15 + 2·0.05 comes to in binary.
  if (config.CC_MIN_TAKEPROFIT_DISTANCE_PERCENT < cost * (1 - 1e-12)) {
    failures.push(`CC_MIN_TAKEPROFIT_DISTANCE_PERCENT (${config.CC_MIN_TAKEPROFIT_DISTANCE_PERCENT}%) is too low to cover trading costs (${Number(cost.toPrecision(12))}%)`);
  }
  if (config.CC_MIN_STOPLOSS_DISTANCE_PERCENT >= config.CC_MAX_STOPLOSS_DISTANCE_PERCENT) {
    failures.push('CC_MIN_STOPLOSS_DISTANCE_PERCENT must be less than CC_MAX_STOPLOSS_DISTANCE_PERCENT');
  }
  return failures;
}

function areLevels(given: unknown): boolean {
  return Array.isArray(given) && given.every((level: unknown, i) => typeof level === 'number' && level > (i === 0 ? 0 : Number(given[i - 1])) && level <= 100);
}
