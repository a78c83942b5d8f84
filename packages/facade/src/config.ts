import { InputError, type IntrabarPolicy, type TriggerPrice } from '@tradewright/core';
import { configFailures } from './config-failures.ts';
import { isObject } from './shape/fields.ts';
import { textOf } from './text-of.ts';
import { toError } from './to-error.ts';
import type { ILogger } from './types.ts';

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
  /** Attempts per candle request, at least one, and the pause before each but the first. */
  CC_GET_CANDLES_RETRY_COUNT: number;
  CC_GET_CANDLES_RETRY_DELAY_MS: number;
  /** An attempt that has not answered after this time has failed. */
  CC_GET_CANDLES_TIMEOUT_SECONDS: number;
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
  /** A risk validation that has not answered after this time has refused; so have the rules of a profile, which have it together. */
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
  CC_GET_CANDLES_TIMEOUT_SECONDS: 60,
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

/** The public system's own spellings of three keys (`reference/original.md` §2.1). */
const ALIASES = {
  CC_AVG_PRICE_CANDLES_COUNT: 'CC_AVERAGE_PRICE_CANDLE_COUNT',
  CC_PERCENT_SLIPPAGE: 'CC_SLIPPAGE',
  CC_PERCENT_FEE: 'CC_TRADE_FEE',
} as const;

type Aliases = { -readonly [Alias in keyof typeof ALIASES]: GlobalConfig[(typeof ALIASES)[Alias]] };

/** Every key in both spellings. The other one is not enumerable: what is spread into `setConfig` holds each value once. */
export type ReadableConfig = GlobalConfig & Aliases;

/** What `setConfig` takes: any keys, in either spelling. Explicit `undefined` changes nothing. */
export type ConfigInput = { readonly [Key in keyof GlobalConfig | keyof Aliases]?: (GlobalConfig & Aliases)[Key] | undefined };

/** The configuration of one instance. */
export class Config {
  readonly #logger: Pick<ILogger, 'warn'> | null;
  #values: Readonly<GlobalConfig> = DEFAULT_CONFIG;

  /** @param logger - hears of a change that was refused */
  constructor(logger: Pick<ILogger, 'warn'> | null = null) {
    this.#logger = logger;
  }

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
    try {
      const next: GlobalConfig = { ...this.#values, ...given(partial) };
      const failures = unsafe ? [] : configFailures(next);
      if (failures.length > 0) {
        const list = failures.map((failure, i) => `  ${i + 1}. ${failure}`).join('\n');
        throw new InputError('config/invalid', `GLOBAL_CONFIG validation failed:\n${list}`);
      }
      this.#values = next;
    } catch (error) {
      this.#logger?.warn('setConfig failed, nothing was changed', toError(error).message);
      throw error;
    }
  }

  /** A copy that its owner may do with as he likes. */
  copy(): ReadableConfig {
    return withAliases(structuredClone(this.#values));
  }
}

/** The defaults, frozen, in both spellings. */
export const READABLE_DEFAULTS: Readonly<ReadableConfig> = Object.freeze(withAliases({ ...DEFAULT_CONFIG }));

function withAliases(values: GlobalConfig): ReadableConfig {
  for (const [alias, key] of Object.entries(ALIASES)) {
    Object.defineProperty(values, alias, { get: () => values[key], set: (value: never) => { values[key] = value; } });
  }
  return values as ReadableConfig;
}

/** What was given, by our own spelling, and copied: its owner may change it later. */
function given(partial: ConfigInput): Partial<GlobalConfig> {
  if (!isObject(partial)) throw new InputError('config/invalid', `setConfig needs an object, got ${textOf(partial)}.`);
  const entries = read(partial)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [canonical(key), Array.isArray(value) ? Object.freeze([...(value as unknown[])]) : value] as const);
  const unknown = entries.map(([key]) => key).filter((key) => !Object.hasOwn(DEFAULT_CONFIG, key));
  if (unknown.length > 0) throw new InputError('config/unknown', `Unknown configuration key ${unknown.join(', ')}; known are ${Object.keys(DEFAULT_CONFIG).join(', ')}.`);
  return Object.fromEntries(entries);
}

/** Getters of what was given may throw. */
function read(partial: object): [string, unknown][] {
  try {
    return Object.entries(partial);
  } catch (cause) {
    throw new InputError('config/invalid', `setConfig was given what cannot be read: ${toError(cause).message}`, { cause });
  }
}

function canonical(key: string): string {
  return Object.hasOwn(ALIASES, key) ? ALIASES[key as keyof typeof ALIASES] : key;
}
