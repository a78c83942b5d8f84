import type { Answer, Strategy, StrategyContext } from '@tradewright/core';
import type { CandleHistory } from './candle-history.ts';
import { enter } from './context.ts';
import { HookContext } from './hook-context.ts';
import { signalOf } from './signal-dto.ts';
import type { IExchangeSchema, ISignalDto, IStrategySchema } from './types.ts';

/** A registered strategy as the engine asks it: the ambient context is entered here, once per ask, and left when it settles. */
export function strategyOf(schema: IStrategySchema, exchange: IExchangeSchema, history: CandleHistory): Strategy {
  return {
    name: schema.strategyName,
    interval: schema.interval,
    ...(schema.history === undefined ? {} : { history: schema.history }),
    ask(market: StrategyContext): Answer | Promise<Answer> {
      const context = new HookContext(exchange, market, history);
      let answer: ReturnType<IStrategySchema['getSignal']>;
      try {
        answer = enter(context, () => schema.getSignal(market.symbol, context.when, market));
      } catch (error) {
        context.live = false;
        throw error;
      }
      if (isThenable(answer)) return settle(answer, context);
      context.live = false;
      return signalOf(answer);
    },
  };
}

function settle(answer: PromiseLike<ISignalDto | null | undefined>, context: HookContext): Promise<Answer> {
  return answer.then(
    (dto) => {
      context.live = false;
      return signalOf(dto);
    },
    (error: unknown) => {
      context.live = false;
      throw error;
    },
  ) as Promise<Answer>;
}

function isThenable(value: unknown): value is PromiseLike<ISignalDto | null | undefined> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
