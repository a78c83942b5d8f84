import type { RiskRequest } from '../../ports/risk-rule.ts';
import type { Plan } from '../../signal/signal.ts';
import type { Price, Quantity, TimestampMs } from '../../units.ts';
import { fillAt, opened } from './money.ts';
import { tell, type Story } from './story.ts';

export type Admission = { readonly quantity: Quantity } | { readonly reason: string };

/** How much, where a sizer that stays out says no; then the first rule that says no, in its words (decision 17). */
export function admit(story: Story, plan: Plan, at: RiskRequest['at'], price: Price): Admission {
  const { nowMs, options: { symbol, strategy, exchangeName, risk, sizer } } = story;
  const quantity = sizer === undefined ? 1 : sync(sizer.size({ symbol, exchangeName, plan, price, nowMs, account: null }));
  if (!(quantity > 0)) return { reason: `${sizer!.name} gave the size 0` };
  for (const rule of risk) {
    const verdict = sync(rule.judge({ symbol, strategyName: strategy.name, exchangeName, plan, at, price, nowMs, quantity, activePositions: [], account: null }, rule.initial));
    if (!verdict.allowed) return verdict;
  }
  return { quantity };
}

/** The entry is filled at the plan's price, never better (decision 12). */
export function open(story: Story, plan: Plan, openedAtMs: TimestampMs, quantity: Quantity): void {
  const position = opened(plan, fillAt(plan, 'entry', openedAtMs, plan.entryPrice, quantity, story.options.rules), openedAtMs);
  story.life = { kind: 'open', position };
  tell(story, { kind: 'opened', position, atMs: openedAtMs, knownAtMs: story.nowMs, price: plan.entryPrice });
}

/** The oracle is one straight walk: it can wait for nobody. */
export function sync<T>(value: T | Promise<T>): T {
  if (value instanceof Promise) throw new TypeError('The oracle takes hooks that answer at once.');
  return value;
}
