import { InputError, isThenable } from '@tradewright/core';
import { atrSize, fixedFractionSize, kellySize, type SizeLimits } from '@tradewright/sizing';
import type { Parts } from '../container.ts';
import { isObject } from '../shape/fields.ts';
import { textOf } from '../text-of.ts';
import { toError } from '../to-error.ts';
import type { ISizingCalculateParams, ISizingCalculateParamsATR, ISizingCalculateParamsFixedPercentage, ISizingCalculateParamsKelly, ISizingSchema } from '../types.ts';

/** Which registered sizing is meant. */
export interface SizingChoice {
  readonly sizingName: string;
}

type SchemaOf<Method extends ISizingSchema['method']> = Extract<ISizingSchema, { method: Method }>;

/**
 * How much to trade, by registered sizings. Quantities are in base currency; 0 where nothing fits the limits. All throw
 * `InputError`: `registry/unknown`, `sizing/method` where the sizing has another method, `sizing/…` for numbers that
 * cannot be.
 */
export class PositionSize {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The quantity that loses the sizing's `riskPercentage` of the balance at the stop-loss. */
  async fixedPercentage(symbol: string, accountBalance: number, priceOpen: number, priceStopLoss: number, choice: SizingChoice): Promise<number> {
    const params = { symbol, accountBalance, priceOpen, method: 'fixed-percentage', priceStopLoss } satisfies ISizingCalculateParamsFixedPercentage;
    return this.#sized('PositionSize.fixedPercentage', params, choice, ({ riskPercentage }: SchemaOf<'fixed-percentage'>, basis) =>
      fixedFractionSize({ ...basis, stopLossPrice: priceStopLoss, riskFrac: riskPercentage / 100 }));
  }

  /** The quantity by the Kelly criterion, of which the sizing's `kellyMultiplier` is taken. @param winRate - share of trades won, 0 to 1 */
  async kellyCriterion(symbol: string, accountBalance: number, priceOpen: number, winRate: number, winLossRatio: number, choice: SizingChoice): Promise<number> {
    const params = { symbol, accountBalance, priceOpen, method: 'kelly-criterion', winRate, winLossRatio } satisfies ISizingCalculateParamsKelly;
    return this.#sized('PositionSize.kellyCriterion', params, choice, ({ kellyMultiplier }: SchemaOf<'kelly-criterion'>, basis) =>
      kellySize({ ...basis, winFrac: winRate, winLossRatio, kellyFrac: kellyMultiplier }));
  }

  /** The quantity that loses the sizing's `riskPercentage` of the balance when the price moves `atrMultiplier` ranges. */
  async atrBased(symbol: string, accountBalance: number, priceOpen: number, atr: number, choice: SizingChoice): Promise<number> {
    const params = { symbol, accountBalance, priceOpen, method: 'atr-based', atr } satisfies ISizingCalculateParamsATR;
    return this.#sized('PositionSize.atrBased', params, choice, ({ riskPercentage, atrMultiplier }: SchemaOf<'atr-based'>, basis) =>
      atrSize({ ...basis, atrQuote: atr, atrMultiplier, riskFrac: riskPercentage / 100 }));
  }

  #sized<Params extends ISizingCalculateParams>(caller: string, params: Params, choice: SizingChoice, size: (schema: SchemaOf<Params['method']>, basis: Basis) => number): number {
    if (!isObject(choice)) throw new InputError('sizing/context', `${caller} needs { sizingName } as its last argument, got ${textOf(choice)}.`);
    const schema = this.#parts.registry.sizings.get(choice.sizingName, caller);
    if (schema.method !== params.method) throw new InputError('sizing/method', `Sizing method mismatch: sizing ${schema.sizingName} is ${schema.method}, ${caller} needs one that is ${params.method}.`);
    checkParams(caller, params);
    const quantity = size(schema as SchemaOf<Params['method']>, basisOf(params, schema));
    this.#tell(schema, quantity, params);
    return quantity;
  }

  /** A callback that fails is no failure of the calculation. */
  #tell({ callbacks }: ISizingSchema, quantity: number, params: ISizingCalculateParams): void {
    const report = (thrown: unknown): void => this.#parts.events.subject('error').next(toError(thrown));
    try {
      const answer: unknown = callbacks?.onCalculate?.(quantity, params);
      if (isThenable(answer)) answer.then(undefined, report);
    } catch (error) {
      report(error);
    }
  }
}

interface Basis extends Omit<SizeLimits, 'instrument'> {
  readonly balanceQuote: number;
  readonly entryPrice: number;
}

function basisOf({ accountBalance, priceOpen }: ISizingCalculateParams, { maxPositionPercentage, minPositionSize, maxPositionSize }: ISizingSchema): Basis {
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
