import { InputError } from '@tradewright/core';
import type { Parts } from '../container.ts';
import { isObject } from '../shape/fields.ts';
import { quantityOf } from '../sizing/quantity-of.ts';
import { tellSize } from '../sizing/run-sizer.ts';
import { textOf } from '../text-of.ts';
import { toError } from '../to-error.ts';
import type { ISizingCalculateParams } from '../types.ts';

/** Which registered sizing is meant. */
export interface SizingChoice {
  readonly sizingName: string;
}

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
    return this.#sized('PositionSize.fixedPercentage', { symbol, accountBalance, priceOpen, method: 'fixed-percentage', priceStopLoss }, choice);
  }

  /** The quantity by the Kelly criterion, of which the sizing's `kellyMultiplier` is taken. @param winRate - share of trades won, 0 to 1 */
  async kellyCriterion(symbol: string, accountBalance: number, priceOpen: number, winRate: number, winLossRatio: number, choice: SizingChoice): Promise<number> {
    return this.#sized('PositionSize.kellyCriterion', { symbol, accountBalance, priceOpen, method: 'kelly-criterion', winRate, winLossRatio }, choice);
  }

  /** The quantity that loses the sizing's `riskPercentage` of the balance when the price moves `atrMultiplier` ranges. */
  async atrBased(symbol: string, accountBalance: number, priceOpen: number, atr: number, choice: SizingChoice): Promise<number> {
    return this.#sized('PositionSize.atrBased', { symbol, accountBalance, priceOpen, method: 'atr-based', atr }, choice);
  }

  /** Ours: the quantity that costs the sizing's `notional`. The balance matters for `maxPositionPercentage` only. */
  async fixedNotional(symbol: string, accountBalance: number, priceOpen: number, choice: SizingChoice): Promise<number> {
    return this.#sized('PositionSize.fixedNotional', { symbol, accountBalance, priceOpen, method: 'fixed-notional' }, choice);
  }

  /**
   * Ours: the quantity with which the balance moves by the sizing's `targetPercentage`.
   *
   * @param volatility - standard deviation of the market's returns, in percent, over the same time as the target
   */
  async volatilityTarget(symbol: string, accountBalance: number, priceOpen: number, volatility: number, choice: SizingChoice): Promise<number> {
    return this.#sized('PositionSize.volatilityTarget', { symbol, accountBalance, priceOpen, method: 'volatility-target', volatility }, choice);
  }

  #sized(caller: string, params: ISizingCalculateParams, choice: SizingChoice): number {
    if (!isObject(choice)) throw new InputError('sizing/context', `${caller} needs { sizingName } as its last argument, got ${textOf(choice)}.`);
    const schema = this.#parts.registry.sizings.get(choice.sizingName, caller);
    const quantity = quantityOf(schema, params, caller);
    tellSize(schema, quantity, params, (error) => this.#parts.events.subject('error').next(toError(error)));
    return quantity;
  }
}
