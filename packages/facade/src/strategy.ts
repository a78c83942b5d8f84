import { isThenable, type Answer, type Strategy, type StrategyContext } from '@tradewright/core';
import { enter } from './context.ts';
import type { HookContext } from './hook-context.ts';
import { joinedHistory } from './joined-history.ts';
import type { RiskGate } from './risk-gate.ts';
import type { RunLimits } from './run-limits.ts';
import type { RunScope } from './run-scope.ts';
import { signalOf } from './signal-dto.ts';
import type { ISignalDto, IStrategySchema } from './types.ts';

/**
 * A registered strategy as the engine asks it. Its ambient context is over when it has answered. To enter one costs more
 * than a quick strategy does, so the run as a whole is inside `scope.asking`, which serves every answer given at once.
 * With a promise it is given away, and from then on every ask has one of its own: what an answer given at once has left
 * behind must not wake up inside a later one.
 */
export function strategyOf(schema: IStrategySchema, scope: RunScope, { gate: risk, history }: RunLimits): Strategy {
  const { symbol } = scope.names;
  return {
    name: schema.strategyName,
    interval: schema.interval,
    ...(schema.history === undefined && Object.keys(history).length === 0 ? {} : { history: joinedHistory(schema.history ?? {}, history) }),
    ask(market: StrategyContext): Answer | Promise<Answer> {
      const context = scope.asking;
      context.reopen(market);
      let answer: ReturnType<IStrategySchema['getSignal']>;
      try {
        answer = scope.inside === context ? schema.getSignal(symbol, new Date(market.nowMs), market) : entered(schema, market, context);
        if (answer !== null && isThenable(answer)) {
          scope.giveAsking();
          return settle(answer, context, risk);
        }
      } catch (error) {
        context.settled = true;
        throw error;
      }
      context.settled = true;
      if (scope.askedApart) scope.giveAsking();
      return answer === null ? null : understood(answer, risk);
    },
  };
}

/** Apart, for a closure in `ask` would cost every ask. */
function entered(schema: IStrategySchema, market: StrategyContext, context: HookContext): ReturnType<IStrategySchema['getSignal']> {
  return enter(context, () => schema.getSignal(market.symbol, context.when, market));
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
