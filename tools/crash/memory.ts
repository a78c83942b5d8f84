import type { TradeEvent } from '@tradewright/core';
import type { RiskRecord, RunRecord } from '@tradewright/core/run';
import { without } from './compare.ts';
import { pause, RISK_NAME, type Noted } from './rule.ts';

/** What a run has gone through, and where it stands. */
export interface Happened {
  readonly symbol: string;
  readonly events: readonly TradeEvent[];
  readonly record: RunRecord | undefined | null;
}

/** What the rule remembers, as its profile keeps it. */
export function notesIn(risk: RiskRecord | undefined | null): readonly Noted[] {
  const states = risk?.states[RISK_NAME] as Readonly<Record<string, readonly Noted[]>> | undefined;
  return states?.[pause.name] ?? [];
}

/** What a rule that hears of every reservation and every end remembers wrongly, in words. */
export function misremembered(notes: readonly Noted[], runs: readonly Happened[]): string[] {
  return runs.flatMap(({ symbol, events, record }) => {
    const [is, should] = [notes.filter((note) => note.symbol === symbol).map(({ what, id }) => `${what} ${id}`), events.flatMap(notedOf)];
    // An order that is on its way has its slot already.
    const { state } = record ?? {};
    if (state?.kind === 'scheduled' && state.orderId !== null) should.push(`reserved ${state.plan.id}`);
    const wrong = [...without(should, is).map((line) => `${symbol}: ${line} is forgotten`), ...without(is, should).map((line) => `${symbol}: ${line} is remembered and did not happen, or once only`)];
    return wrong.length > 0 || is.join() === should.join() ? wrong : [`${symbol}: ${is.join()} is remembered, and not in the order ${should.join()}`];
  });
}

function notedOf(event: TradeEvent): string[] {
  if (event.kind === 'opened') return [`reserved ${event.position.plan.id}`];
  return event.kind === 'closed' ? [`closed ${event.trade.plan.id}`] : [];
}
