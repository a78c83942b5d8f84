import { InputError, isInterval, type Interval } from '@tradewright/core';
import type { Parts } from '../container.ts';
import { checkCapital, checkContext, checkSymbol } from '../run-choice.ts';
import { isObject } from '../shape/fields.ts';
import { textOf } from '../text-of.ts';
import type { IExchangeSchema, IFrameSchema, IPortfolioContext, IStrategySchema } from '../types.ts';
import type { PortfolioNames } from './portfolio-stream.ts';

/** What a user asked for, looked up and checked. */
export interface PortfolioOrder {
  readonly names: PortfolioNames;
  readonly exchange: IExchangeSchema;
  readonly frame: IFrameSchema;
  readonly strategies: readonly IStrategySchema[];
  readonly riskName: string | undefined;
  readonly sizingName: string | undefined;
  readonly capital: number;
  readonly currency: string | undefined;
  readonly equityEvery: Interval | undefined;
  readonly onClose: IPortfolioContext['onClose'];
}

/** @throws {InputError} `run/symbol`, `run/context`, `registry/unknown` */
export function portfolioOrder({ registry, exchangeOf }: Parts, symbols: readonly string[], context: IPortfolioContext, caller: string): PortfolioOrder {
  if (!isList(symbols)) throw new InputError('run/symbol', `${caller} needs a non-empty array of symbols, got ${textOf(symbols)}.`);
  for (const symbol of symbols) checkSymbol(symbol, caller);
  checkContext(context, '{ strategyName or strategyNames, exchangeName, frameName, capital },', caller);
  const { exchangeName, frameName, capital, riskName, sizingName, currency, equityEvery, onClose } = context; // the user may change his object later
  const strategyNames = namesOf(context, caller);
  const strategies = strategyNames.map((name) => registry.strategies.get(name, caller));
  const exchange = exchangeOf(exchangeName, caller);
  const frame = registry.frames.get(frameName, caller);
  if (riskName !== undefined) registry.risks.get(riskName, caller);
  if (sizingName !== undefined) registry.sizings.get(sizingName, caller);
  checkCapital(capital ?? null, caller);
  const { portfolioName = strategyNames.join('+') } = context;
  checkFields({ ...context, portfolioName }, caller);
  return { names: { portfolioName, exchangeName, frameName, symbols: [...symbols], strategyNames }, exchange, frame, strategies, riskName, sizingName, capital, currency, equityEvery, onClose };
}

function namesOf({ strategyName, strategyNames }: IPortfolioContext, caller: string): readonly string[] {
  if ((strategyName === undefined) === (strategyNames === undefined)) throw new InputError('run/context', `${caller} needs either strategyName or strategyNames.`);
  if (strategyName !== undefined) return [strategyName];
  if (!isList(strategyNames)) throw new InputError('run/context', `${caller} needs a non-empty array as strategyNames, got ${textOf(strategyNames)}.`);
  return [...strategyNames];
}

function isList(given: unknown): given is readonly string[] {
  return Array.isArray(given) && given.length > 0;
}

function checkFields({ portfolioName, currency, equityEvery, onClose }: IPortfolioContext, caller: string): void {
  const fail = (what: string, given: unknown): never => {
    throw new InputError('run/context', `${caller} needs ${what}, got ${textOf(given)}.`);
  };
  if (typeof portfolioName !== 'string' || portfolioName.trim() === '') fail('a non-empty string as portfolioName', portfolioName);
  if (currency !== undefined && (typeof currency !== 'string' || currency === '')) fail('a currency such as USDT', currency);
  if (equityEvery !== undefined && !isInterval(equityEvery)) fail('a known interval as equityEvery', equityEvery);
  if (onClose !== undefined && typeof onClose !== 'function') fail('a function as onClose', isObject(onClose) ? 'an object' : onClose);
}
