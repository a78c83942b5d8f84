import type { Answer, Strategy, StrategyContext } from '@tradewright/core';
import { enter } from './context.ts';
import { HookContext } from './hook-context.ts';
import type { RiskGate } from './risk-gate.ts';
import type { RunScope } from './run-scope.ts';
import { signalOf } from './signal-dto.ts';
import { isThenable } from './thenable.ts';
import type { ISignalDto, IStrategySchema } from './types.ts';

/** A registered strategy as the engine asks it: the ambient context is entered here, once per ask, and left when it settles. */
export function strategyOf(schema: IStrategySchema, scope: RunScope, risk: RiskGate | null): Strategy {
  return {
    name: schema.strategyName,
    interval: schema.interval,
    ...(schema.history === undefined ? {} : { history: schema.history }),
    ask(market: StrategyContext): Answer | Promise<Answer> {
      const context = new HookContext(scope, market.nowMs, market);
      let answer: ReturnType<IStrategySchema['getSignal']>;
      try {
        answer = enter(context, () => schema.getSignal(market.symbol, context.when, market));
      } catch (error) {
        context.settled = true;
        throw error;
      }
      if (isThenable(answer)) return settle(answer, context, risk);
      context.settled = true;
      return understood(answer, risk);
    },
  };
}

function understood(dto: ISignalDto | null | undefined, risk: RiskGate | null): Answer {
  const signal = signalOf(dto);
  if (signal !== null && risk !== null) risk.heard(dto!);
  return signal;
}

function settle(answer: PromiseLike<ISignalDto | null | undefined>, context: HookContext, risk: RiskGate | null): Promise<Answer> {
  // Wrapped: somebody else's promise may answer twice, and need not give a promise back. One of ours is not wrapped again.
  return Promise.resolve(answer).then(
    (dto) => {
      context.settled = true;
      return understood(dto, risk);
    },
    (error: unknown) => {
      context.settled = true;
      throw error;
    },
  );
}
