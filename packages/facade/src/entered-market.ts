import { InputError, SourceError } from '@tradewright/core';
import { AskedCandles } from './asked-candles.ts';
import type { Parts } from './container.ts';
import type { EnteredContext } from './context.ts';
import { ExchangeSource } from './exchange-source.ts';
import { checkCandles, checkSymbol, formatted, type Question } from './question.ts';
import { asking, vwapOf } from './run-options.ts';
import type { CandleInterval, ICandleData, IExchangeSchema, IExecutionContext } from './types.ts';

/**
 * The market inside contexts that a user entered himself. The exchange is looked up by its name and asked for exactly
 * what was asked for: no run is under way that could hold pages of candles.
 */
export class EnteredMarket implements Question {
  readonly #parts: Parts;
  readonly #context: EnteredContext;
  readonly #caller: string;

  /** @param caller - the function that asks, for messages */
  constructor(parts: Parts, context: EnteredContext, caller: string) {
    this.#parts = parts;
    this.#context = context;
    this.#caller = caller;
  }

  get mode(): 'backtest' | 'live' {
    return this.#execution.backtest ? 'backtest' : 'live';
  }

  get when(): Date {
    return new Date(this.#execution.when);
  }

  async candles(symbol: string, interval: CandleInterval, limit: number): Promise<ICandleData[]> {
    checkCandles(symbol, interval, limit);
    return this.#asked.before(symbol, interval, limit, this.when.getTime());
  }

  async averagePrice(symbol: string): Promise<number> {
    checkSymbol(symbol, this.#caller);
    const price = await this.#asked.averagePrice(symbol, this.when.getTime());
    if (Number.isNaN(price)) throw new SourceError('candles/none', `getAveragePrice: no candles data of ${symbol} before ${this.when.toISOString()}.`);
    return price;
  }

  formatPrice(symbol: string, price: number): Promise<string> {
    return formatted(this.#exchange, 'formatPrice', symbol, price);
  }

  formatQuantity(symbol: string, quantity: number): Promise<string> {
    return formatted(this.#exchange, 'formatQuantity', symbol, quantity);
  }

  get #execution(): IExecutionContext {
    const { execution } = this.#context;
    if (execution === null) throw this.#missing('an execution context', 'ExecutionContextService.runInContext(fn, { symbol, when, backtest })');
    return execution;
  }

  get #exchange(): IExchangeSchema {
    const { method } = this.#context;
    if (method === null) throw this.#missing('a method context', 'MethodContextService.runInContext(fn, { strategyName, exchangeName, frameName })');
    return this.#parts.exchangeOf(method.exchangeName, this.#caller);
  }

  get #asked(): AskedCandles {
    const { clock, config } = this.#parts;
    const onError = (error: Error): void => this.#parts.events.subject('error').next(error);
    const source = new ExchangeSource({ exchange: this.#exchange, clock, cancel: undefined, onError, ...asking(config.values), direct: true, strict: true });
    return new AskedCandles(source, vwapOf(config.values));
  }

  #missing(what: string, how: string): InputError {
    return new InputError('context/missing', `${this.#caller} needs ${what}, and none was entered here: wrap the call in ${how}.`);
  }
}
