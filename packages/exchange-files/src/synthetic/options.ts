import { alignUp, InputError, MINUTE_MS, type CandleGap, type Fraction, type Price, type Quantity, type TimestampMs } from '@tradewright/core';

export interface SyntheticOptions {
  /** A whole number. The same seed and symbol give the same candles everywhere. */
  readonly seed: number;
  /** The one symbol there is. Default: every symbol, each with candles of its own. */
  readonly symbol?: string;
  /** Before it there are no candles; behind it they never end. Default 2020-01-01. */
  readonly fromMs?: TimestampMs;
  /** Default 100. */
  readonly startPrice?: Price;
  /** Standard deviation of a year's return: 0.6 is 60 %, the default. */
  readonly annualVolatility?: Fraction;
  /** How much the price level around which prices move grows in a year. Default 0. */
  readonly annualTrend?: Fraction;
  /** Step of prices. Default: a power of ten that gives about six digits. */
  readonly tickSize?: Price;
  /** Step of volumes. Default: likewise. */
  readonly lotSize?: Quantity;
  /** Times without candles. */
  readonly gaps?: readonly CandleGap[];
}

/** Options with every default filled in. */
export type SyntheticTerms = Required<Omit<SyntheticOptions, 'symbol'>> & Pick<SyntheticOptions, 'symbol'>;

/** What is traded in a minute, on average, in quote currency. */
export const MINUTE_NOTIONAL = 50_000;

/** @throws {InputError} `synthetic/options` */
export function syntheticTerms(options: SyntheticOptions): SyntheticTerms {
  const startPrice = options.startPrice ?? 100;
  expect(startPrice > 0 && startPrice < 1e12, 'startPrice must be a positive number', startPrice);
  const terms = {
    ...options,
    fromMs: alignUp(options.fromMs ?? Date.UTC(2020, 0, 1), MINUTE_MS),
    startPrice,
    annualVolatility: options.annualVolatility ?? 0.6,
    annualTrend: options.annualTrend ?? 0,
    tickSize: options.tickSize ?? stepFor(startPrice),
    lotSize: options.lotSize ?? stepFor(MINUTE_NOTIONAL / startPrice),
    gaps: options.gaps ?? [],
  };
  expect(Number.isSafeInteger(terms.seed), 'seed must be a whole number', terms.seed);
  expect(terms.fromMs > 0 && terms.fromMs < Infinity, 'fromMs must be a time after 1970', terms.fromMs);
  expect(terms.annualVolatility >= 0 && terms.annualVolatility <= 10, 'annualVolatility must be a share from 0 to 10', terms.annualVolatility);
  expect(terms.annualTrend > -1 && terms.annualTrend <= 10, 'annualTrend must be a share above -1 and up to 10', terms.annualTrend);
  expect(terms.tickSize > 0 && terms.tickSize <= startPrice / 10, 'tickSize must be positive and at most a tenth of startPrice', terms.tickSize);
  expect(terms.lotSize > 0 && terms.lotSize < Infinity, 'lotSize must be a positive number', terms.lotSize);
  for (const { fromMs, toMs } of terms.gaps) expect(fromMs < toMs, 'a gap must end after it begins', `${fromMs} to ${toMs}`);
  return terms;
}

function expect(holds: boolean, sentence: string, value: number | string): void {
  if (!holds) throw new InputError('synthetic/options', `syntheticSource: ${sentence}, not ${value}.`);
}

/** The power of ten that lies five digits below the first digit of a size. */
function stepFor(size: number): number {
  let exponent = -5;
  for (let rest = size; rest >= 10; rest /= 10) exponent++;
  for (let rest = size; rest < 1; rest *= 10) exponent--;
  return Number(`1e${exponent}`);
}
