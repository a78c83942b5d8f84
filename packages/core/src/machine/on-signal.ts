import type { Refusal } from '../signal/event.ts';
import type { Plan, Signal } from '../signal/signal.ts';
import type { EngineState, Idle, Scheduled } from '../signal/state.ts';
import { entersAtOnce, formFailures, limitFailures } from '../signal/validate.ts';
import { MINUTE_MS, type Price, type Quantity, type TimestampMs } from '../units.ts';
import { quiet, type Effect, type Stepped } from './effect.ts';
import type { Input } from './input.ts';
import { cancel } from './on-tick.ts';
import type { Rules } from './rules.ts';

type Answer = Extract<Input, { kind: 'signal' }>;
type Admitted = Extract<Input, { kind: 'admitted' }>;
type Refused = Extract<Input, { kind: 'refused' }>;

/** The strategy answered. Order of judgement (decision 17): form, then risk, then limits. */
export function onSignal(state: Idle, { signal, price, nowMs, seq }: Answer, rules: Rules): Stepped {
  if (signal === null) return quiet(state);
  const failures = formFailures(signal, price);
  if (failures.length > 0) return refuse(state, signal, price, nowMs, { by: 'form', failures: [...failures, ...limitFailures(signal, price, rules.limits)] });
  const plan = planOf(signal, price, nowMs, seq, rules);
  return { state, effects: [{ kind: 'admit', at: 'creation', plan, atMs: nowMs, price }] };
}

function planOf(signal: Signal, price: Price, nowMs: TimestampMs, seq: number, rules: Rules): Plan {
  return {
    id: signal.id ?? `${rules.key}#${seq}`,
    side: signal.side,
    entryPrice: signal.entryPrice ?? price,
    takeProfitPrice: signal.takeProfitPrice,
    stopLossPrice: signal.stopLossPrice,
    lifetimeMs: signal.lifetimeMinutes * MINUTE_MS,
    note: signal.note ?? '',
    createdAtMs: nowMs,
    waits: !entersAtOnce(signal, price),
  };
}

function refuse(state: EngineState, signal: Signal, price: Price, nowMs: TimestampMs, refusal: Refusal, before: readonly Effect[] = []): Stepped {
  return { state, effects: [...before, { kind: 'emit', event: { kind: 'refused', signal, refusal, atMs: nowMs, knownAtMs: nowMs, price } }] };
}

/** Risk said yes and holds a slot for the plan. */
export function onAdmitted(state: EngineState, input: Admitted, rules: Rules): Stepped {
  const { plan, nowMs, price } = input;
  if (state.kind === 'scheduled') return order(state.plan, state.expiresAtMs, state.nextAskMs, input, rules);
  const signal = signalOf(plan);
  const failures = limitFailures(signal, plan.entryPrice, rules.limits);
  if (failures.length > 0) return refuse(state, signal, price, nowMs, { by: 'limits', failures }, [{ kind: 'release', plan }]);
  const expiresAtMs = plan.createdAtMs + rules.scheduleAwaitMs;
  if (!plan.waits) return order(plan, expiresAtMs, state.nextAskMs, input, rules);
  const waiting: Scheduled = { kind: 'scheduled', plan, expiresAtMs, orderId: null, nextAskMs: state.nextAskMs };
  // A waiting order holds no slot: its activation asks again (decision 17).
  return {
    state: waiting,
    effects: [{ kind: 'release', plan }, { kind: 'emit', event: { kind: 'scheduled', plan, atMs: nowMs, knownAtMs: nowMs, price } }],
  };
}

/** Risk said no. */
export function onRefused(state: EngineState, { plan, reason, nowMs, atMs, price }: Refused): Stepped {
  if (state.kind === 'scheduled') return cancel(state, 'rejected', atMs, { nowMs }, price);
  return refuse(state, signalOf(plan), price, nowMs, { by: 'risk', reason });
}

function order(plan: Plan, expiresAtMs: TimestampMs, nextAskMs: TimestampMs, { atMs, quantity, seq }: { atMs: TimestampMs; quantity: Quantity; seq: number }, rules: Rules): Stepped {
  const id = `${rules.key}:${seq}`;
  return {
    state: { kind: 'scheduled', plan, expiresAtMs, orderId: id, nextAskMs },
    effects: [{ kind: 'place', order: { id, leg: 'entry', side: plan.side, price: plan.entryPrice, quantity, atMs } }],
  };
}

function signalOf(plan: Plan): Signal {
  return {
    id: plan.id,
    side: plan.side,
    entryPrice: plan.entryPrice,
    takeProfitPrice: plan.takeProfitPrice,
    stopLossPrice: plan.stopLossPrice,
    lifetimeMinutes: plan.lifetimeMs / MINUTE_MS,
    note: plan.note,
  };
}
