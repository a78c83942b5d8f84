import type { RiskRule, Strategy } from '@tradewright/core';
import { chanceAt, type Extras } from './extras.ts';

/** The same parts, but each answer is late by its own number of microtasks, some by none. */
export function lateParts(seed: number, { strategy, risk, sizer }: Extras): Partial<Extras> {
  return {
    strategy: lateStrategy(seed, strategy),
    risk: risk.map((rule) => lateRule(seed, rule)),
    ...(sizer === undefined ? undefined : { sizer: { name: sizer.name, size: async (request) => (await microtasks(seed % 4), sizer.size(request)) } }),
  };
}

function lateStrategy(seed: number, strategy: Strategy): Strategy {
  return {
    ...strategy,
    ask(context) {
      const random = chanceAt(seed + 4, context.nowMs);
      const turns = Math.floor(random() * 6);
      if (turns === 0) return strategy.ask(context);
      const readsFirst = random() < 0.5;
      return (async () => {
        const answer = readsFirst ? strategy.ask(context) : undefined;
        await microtasks(turns);
        return readsFirst ? answer : strategy.ask(context);
      })();
    },
  };
}

function lateRule(seed: number, rule: RiskRule): RiskRule {
  return {
    name: rule.name,
    judge(request, state) {
      const turns = Math.floor(chanceAt(seed + 5, request.nowMs)() * 4);
      return turns === 0 ? rule.judge(request, state) : microtasks(turns).then(() => rule.judge(request, state));
    },
  };
}

async function microtasks(turns: number): Promise<void> {
  for (let i = 0; i < turns; i++) await Promise.resolve();
}
