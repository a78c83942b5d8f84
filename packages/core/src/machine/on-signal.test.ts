import { describe, expect, it } from 'vitest';
import type { Signal } from '../signal/signal.ts';
import { IDLE } from '../signal/state.ts';
import { MINUTE_MS } from '../units.ts';
import type { Effect } from './effect.ts';
import { minute, plan, RULES, settle, signal } from './machine.fixture.ts';
import type { Input } from './input.ts';
import { createStep } from './step.ts';

const step = createStep(RULES);
const answered = (given: Signal | null, price = 100): Input => ({ kind: 'signal', nowMs: minute(0), seq: 3, signal: given, price });
const admitOf = (given: Signal, price?: number): Effect => step(IDLE, answered(given, price)).effects[0]!;

describe('a strategy that answers', () => {
  it('with nothing changes nothing', () => {
    expect(step(IDLE, answered(null))).toEqual({ state: IDLE, effects: [] });
  });

  it('with a well-formed signal is put before the risk, with the plan it amounts to', () => {
    expect(step(IDLE, answered(signal('long', { note: 'breakout', id: 'mine' })))).toEqual({
      state: IDLE,
      effects: [{
        kind: 'admit', at: 'creation', atMs: minute(0), price: 100,
        plan: { id: 'mine', side: 'long', entryPrice: 100, takeProfitPrice: 110, stopLossPrice: 95, lifetimeMs: 60 * MINUTE_MS, note: 'breakout', createdAtMs: minute(0), waits: false },
      }],
    });
  });

  it.each([
    ['id', { id: 'run#3' }],
    ['note', { note: '' }],
    ['entryPrice', { entryPrice: 100, waits: false }],
  ] as const)('with an explicitly undefined %s erases no default', (field, kept) => {
    expect(admitOf(signal('long', { [field]: undefined }))).toMatchObject({ plan: kept });
  });

  it.each([
    ['a long entry below the price', signal('long', { entryPrice: 98 }), true],
    ['a long entry at the price', signal('long', { entryPrice: 100 }), false],
    ['a long entry above the price', signal('long', { entryPrice: 102 }), false],
    ['a short entry above the price', signal('short', { entryPrice: 102 }), true],
    ['a short entry at the price', signal('short', { entryPrice: 100 }), false],
    ['a short entry below the price', signal('short', { entryPrice: 98 }), false],
  ])('with %s waits: %s', (_name, given, waits) => {
    expect(admitOf(given)).toMatchObject({ plan: { waits, entryPrice: given.entryPrice } });
  });

  it('with an entry that is reached already books that entry, not the better price', () => {
    expect(settle(IDLE, answered(signal('long', { entryPrice: 102 }), 100)).state).toMatchObject({ kind: 'opened', position: { entry: { quotedPrice: 102 } } });
  });

  it.each([
    ['garbage', 'buy!'],
    ['a list', []],
    ['a number', 5],
    ['nothing but a side', { side: 'long' }],
    ['prices of another kind', { side: 'long', takeProfitPrice: 110n, stopLossPrice: Symbol('95'), lifetimeMinutes: 60n }],
  ])('with %s is refused for its form', (_name, garbage) => {
    const { state, effects } = step(IDLE, answered(garbage as unknown as Signal));
    expect([state, effects]).toMatchObject([IDLE, [{ kind: 'emit', event: { kind: 'refused', signal: garbage, refusal: { by: 'form' }, atMs: minute(0), knownAtMs: minute(0), price: 100 } }]]);
  });

  it('with a broken form and a broken limit hears of both', () => {
    const { events } = settle(IDLE, answered(signal('long', { takeProfitPrice: 90, lifetimeMinutes: 2000 })));
    expect(events).toMatchObject([{ refusal: { failures: [{ rule: 'above' }, { rule: 'max-lifetime' }] } }]);
  });
});

describe('the order of judgement', () => {
  const beyondForm = signal('long', { takeProfitPrice: 90 });
  const beyondLimits = signal('long', { takeProfitPrice: 100.1 });

  it('form first: risk is not asked about a malformed signal', () => {
    expect(step(IDLE, answered(beyondForm)).effects.map(({ kind }) => kind)).toEqual(['emit']);
  });

  it('then risk: it is asked although a limit is broken', () => {
    expect(step(IDLE, answered(beyondLimits)).effects.map(({ kind }) => kind)).toEqual(['admit']);
  });

  it('then the limits: the reservation is released before the refusal is told', () => {
    expect(settle(IDLE, answered(beyondLimits))).toMatchObject({ state: IDLE, did: ['admit', 'release', 'emit'], events: [{ kind: 'refused', refusal: { by: 'limits', failures: [{ rule: 'min-distance' }] } }] });
  });

  it('then the reservation stands and the entry is ordered', () => {
    expect(settle(IDLE, answered(signal())).did).toEqual(['admit', 'place', 'emit']);
  });

  it('releases the very plan that was admitted', () => {
    const tooNear = plan('long', { takeProfitPrice: 100.1 });
    const { effects } = step(IDLE, { kind: 'admitted', nowMs: minute(0), seq: 4, plan: tooNear, atMs: minute(0), price: 100, quantity: 1 });
    expect(effects[0]).toEqual({ kind: 'release', plan: tooNear });
  });

  it('tells the signal as it was meant, defaults filled in', () => {
    expect(settle(IDLE, answered(beyondLimits)).events).toMatchObject([{ signal: { id: 'run#3', side: 'long', entryPrice: 100, takeProfitPrice: 100.1, stopLossPrice: 95, lifetimeMinutes: 60, note: '' } }]);
  });
});
