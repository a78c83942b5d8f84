import { InputError, type Quantity } from '@tradewright/core';
import { atrSize, fixedFractionSize, fixedNotionalSize, kellySize, volatilityTargetSize, type SizeBasis } from '@tradewright/sizing';
import { textOf } from '../text-of.ts';
import type { ISizingCalculateParams, ISizingSchema } from '../types.ts';

export type ParamsOf<Method extends ISizingSchema['method']> = Extract<ISizingCalculateParams, { method: Method }>;
export type SchemaOf<Method extends ISizingSchema['method']> = Extract<ISizingSchema, { method: Method }>;

const METHODS: { readonly [Method in ISizingSchema['method']]: (schema: SchemaOf<Method>, params: ParamsOf<Method>, basis: SizeBasis) => Quantity } = {
  'fixed-percentage': ({ riskPercentage }, { priceStopLoss }, basis) => fixedFractionSize({ ...basis, stopLossPrice: priceStopLoss, riskFrac: riskPercentage / 100 }),
  'kelly-criterion': ({ kellyMultiplier }, { winRate, winLossRatio }, basis) => kellySize({ ...basis, winFrac: winRate, winLossRatio, kellyFrac: kellyMultiplier }),
  'atr-based': ({ riskPercentage, atrMultiplier }, { atr }, basis) => atrSize({ ...basis, atrQuote: atr, atrMultiplier, riskFrac: riskPercentage / 100 }),
  'fixed-notional': ({ notional }, _params, basis) => fixedNotionalSize({ ...basis, notionalQuote: notional }),
  'volatility-target': ({ targetPercentage }, { volatility }, basis) => volatilityTargetSize({ ...basis, volatilityFrac: volatility / 100, targetFrac: targetPercentage / 100 }),
};

/**
 * The quantity by a registered sizing, in base currency; 0 where nothing fits its limits.
 *
 * @throws {InputError} `run/symbol`; `sizing/method` for parameters of another method, `sizing/…` for numbers that cannot be
 */
export function quantityOf<Method extends ISizingSchema['method']>(schema: ISizingSchema, params: ParamsOf<Method>, caller: string): Quantity {
  if (schema.method !== params.method) throw new InputError('sizing/method', `Sizing method mismatch: sizing ${schema.sizingName} is ${schema.method}, ${caller} needs one that is ${params.method}.`);
  checkParams(caller, params);
  return METHODS[params.method as Method](schema as SchemaOf<Method>, params, basisOf(params, schema));
}

function basisOf({ accountBalance, priceOpen }: ISizingCalculateParams, { maxPositionPercentage, minPositionSize, maxPositionSize }: ISizingSchema): SizeBasis {
  return {
    balanceQuote: accountBalance,
    entryPrice: priceOpen,
    maxPositionFrac: maxPositionPercentage === undefined ? undefined : maxPositionPercentage / 100,
    minQuantity: minPositionSize,
    maxQuantity: maxPositionSize,
  };
}

/** Judged here as well as in the arithmetic, for the names that users of this API know. */
function checkParams(caller: string, { symbol, method: _method, ...numbers }: ISizingCalculateParams): void {
  if (typeof symbol !== 'string' || symbol.trim() === '') throw new InputError('run/symbol', `${caller} needs a symbol, got ${textOf(symbol)}.`);
  for (const [field, value] of Object.entries(numbers) as [string, unknown][]) {
    const least = field === 'accountBalance' ? 'a number of 0 or more' : 'a positive number';
    const holds = typeof value === 'number' && Number.isFinite(value) && (value > 0 || (value === 0 && field === 'accountBalance'));
    if (!holds) throw new InputError('sizing/number', `${caller}: ${field} must be ${least}, got ${textOf(value)}.`);
  }
  if ('winRate' in numbers && numbers.winRate >= 1) throw new InputError('sizing/number', `${caller}: winRate is the share of trades won and must be below 1, got ${numbers.winRate}.`);
  if ('priceStopLoss' in numbers && numbers.priceStopLoss === numbers.priceOpen) throw new InputError('sizing/distance', `${caller}: priceOpen and priceStopLoss are both ${numbers.priceOpen}; with no distance to the stop there is no size.`);
}
