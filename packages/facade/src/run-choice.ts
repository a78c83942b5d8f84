import { InputError, type CancelSignal } from '@tradewright/core';
import type { Registries } from './registries.ts';
import { textOf } from './text-of.ts';

/** Ours beside the seeds' arguments: which of a pair's runs are meant. Whatever is left out does not matter. */
export type RunChoice = { readonly [Field in 'exchangeName' | 'frameName']?: string | undefined };

/** @throws {InputError} `run/symbol` */
export function checkSymbol(symbol: unknown, caller: string): void {
  if (typeof symbol !== 'string' || symbol.trim() === '') throw new InputError('run/symbol', `${caller} needs a symbol, got ${textOf(symbol)}.`);
}

/** @throws {InputError} `run/context` */
export function checkContext(context: unknown, needed: string, caller: string): void {
  if (typeof context !== 'object' || context === null) throw new InputError('run/context', `${caller} needs ${needed} got ${textOf(context)}.`);
}

/** @throws {InputError} `run/context`; `registry/unknown` for a name that is none */
export function checkChoice({ exchanges, frames }: Registries, choice: RunChoice, caller: string): RunChoice {
  checkContext(choice, '{ exchangeName, frameName }, or none,', caller);
  const { exchangeName, frameName } = choice;
  if (exchangeName !== undefined) exchanges.get(exchangeName, caller);
  if (frameName !== undefined) frames.get(frameName, caller);
  return { exchangeName, frameName };
}

/** Of a symbol and strategy, which runs are meant. @throws {InputError} `run/symbol`, `run/context`, `registry/unknown` */
export function checkPair(registry: Registries, symbol: string, strategyName: string, choice: RunChoice, caller: string): RunChoice {
  checkSymbol(symbol, caller);
  registry.strategies.get(strategyName, caller);
  return checkChoice(registry, choice, caller);
}

/** @throws {InputError} `run/options` for a capital that is none */
export function checkCapital(capital: unknown, caller: string): void {
  if (capital !== undefined && !(typeof capital === 'number' && capital > 0 && capital < Infinity)) throw new InputError('run/options', `${caller} needs a positive number as capital, got ${textOf(capital)}.`);
}

/** @throws {InputError} `run/options` for what is no `{ signal }` with a signal that can be listened to */
export function checkCancel(options: { readonly signal?: CancelSignal }, caller: string): CancelSignal | undefined {
  const fail = (got: unknown): never => {
    throw new InputError('run/options', `${caller} takes { signal } with an AbortSignal, or nothing, got ${textOf(got)}.`);
  };
  if (typeof options !== 'object' || options === null) return fail(options);
  const { signal } = options;
  if (signal === undefined) return undefined;
  const listens = typeof signal === 'object' && signal !== null && typeof signal.addEventListener === 'function' && typeof signal.removeEventListener === 'function';
  return listens && typeof signal.aborted === 'boolean' ? signal : fail(signal);
}
