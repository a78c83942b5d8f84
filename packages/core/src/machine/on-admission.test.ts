import { describe, expect, it } from 'vitest';
import type { Plan } from '../signal/signal.ts';
import { IDLE } from '../signal/state.ts';
import type { Input } from './input.ts';
import { minute, plan, RULES, scheduled } from './machine.fixture.ts';
import { createStep } from './step.ts';

const step = createStep(RULES);
const admitted = (given: Plan, n = 0): Input => ({ kind: 'admitted', nowMs: minute(n + 1), seq: 9, plan: given, atMs: minute(n), price: 104, quantity: 2 });
const refused = (given: Plan, n = 0): Input => ({ kind: 'refused', nowMs: minute(n + 1), seq: 9, plan: given, atMs: minute(n), price: 104, reason: 'enough is open' });

describe('a plan that risk admits', () => {
  it('enters at once by an order of the admitted size, at the planned entry', () => {
    const { effects } = step({ ...IDLE, nextAskMs: minute(5) }, admitted(plan()));
    expect(effects).toEqual([{ kind: 'place', order: { id: 'run:9', leg: 'entry', side: 'long', price: 100, quantity: 2, atMs: minute(0) } }]);
  });

  it('is scheduled under its order until that fills', () => {
    const { state } = step({ ...IDLE, nextAskMs: minute(5) }, admitted(plan()));
    expect(state).toEqual({ kind: 'scheduled', plan: plan(), expiresAtMs: minute(120), orderId: 'run:9', nextAskMs: minute(5) });
  });

  it('waits without an order when its entry waits for a price', () => {
    const waiting = plan('long', { waits: true });
    const { state } = step({ ...IDLE, nextAskMs: minute(5) }, admitted(waiting));
    expect(state).toEqual({ kind: 'scheduled', plan: waiting, expiresAtMs: minute(120), orderId: null, nextAskMs: minute(5) });
  });

  it('holds no slot while it waits', () => {
    const waiting = plan('long', { waits: true });
    expect(step(IDLE, admitted(waiting)).effects).toEqual([
      { kind: 'release', plan: waiting },
      { kind: 'emit', event: { kind: 'scheduled', plan: waiting, atMs: minute(1), knownAtMs: minute(1), price: 104 } },
    ]);
  });

  it('waits no longer than the rules say', () => {
    const patient = createStep({ ...RULES, scheduleAwaitMs: 1000 });
    expect(patient(IDLE, admitted(plan('long', { waits: true }))).state).toMatchObject({ expiresAtMs: minute(0) + 1000 });
  });

  it('is ordered at its activation, with the time of the candle that reached it', () => {
    const { state, effects } = step(scheduled(), admitted(scheduled().plan, 7));
    expect([state, effects]).toEqual([scheduled('long', { orderId: 'run:9' }), [{ kind: 'place', order: { id: 'run:9', leg: 'entry', side: 'long', price: 100, quantity: 2, atMs: minute(7) } }]]);
  });

  it('is not held against the limits again at its activation', () => {
    const strict = createStep({ ...RULES, limits: { ...RULES.limits, minTakeProfitFrac: 0.5 } });
    expect(strict(scheduled(), admitted(scheduled().plan)).effects.map(({ kind }) => kind)).toEqual(['place']);
  });
});

describe('a plan that risk refuses', () => {
  it('is told as refused, with the reason, and nothing begins', () => {
    const { state, effects } = step(IDLE, refused(plan()));
    expect([state, effects]).toMatchObject([IDLE, [{ kind: 'emit', event: { kind: 'refused', signal: { id: 'signal-1', lifetimeMinutes: 60 }, refusal: { by: 'risk', reason: 'enough is open' }, atMs: minute(1), price: 104 } }]]);
  });

  it('is cancelled as rejected at its activation, stamped with the candle', () => {
    const { state, effects } = step(scheduled(), refused(scheduled().plan, 7));
    expect([state, effects]).toMatchObject([{ kind: 'cancelled', reason: 'rejected', endedAtMs: minute(8) }, [{ event: { kind: 'cancelled', reason: 'rejected', atMs: minute(7), knownAtMs: minute(8) } }]]);
  });
});
