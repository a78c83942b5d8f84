import { describe, expect, it } from 'vitest';
import type { Side } from '../signal/signal.ts';
import type { Input } from './input.ts';
import { candle, live, minute, open, position, RULES, scheduled, settle } from './machine.fixture.ts';
import { createStep } from './step.ts';

type Command = 'stop' | 'cancel' | 'close';
const step = createStep(RULES);
const command = (given: Command): Input => ({ kind: 'command', command: given, nowMs: minute(4), seq: 8, price: 103, reasonText: 'kill switch' });
const end: Input = { kind: 'end', nowMs: minute(4), seq: 8, price: 103 };

describe('a waiting entry', () => {
  it.each([
    ['stop', 'stopped'],
    ['cancel', 'command'],
    ['close', 'command'],
  ] as const)('told to %s is cancelled as %s', (given, reason) => {
    expect(step(scheduled(), command(given))).toEqual({
      state: { kind: 'cancelled', plan: scheduled().plan, reason, endedAtMs: minute(4), nextAskMs: minute(5) },
      effects: [{ kind: 'emit', event: { kind: 'cancelled', plan: scheduled().plan, reason, truncated: false, atMs: minute(4), knownAtMs: minute(4), price: 103 } }],
    });
  });

  it('whose order is out takes it back and releases its slot before it is told', () => {
    const ordered = scheduled('long', { orderId: 'run:7' });
    expect(step(ordered, command('cancel')).effects).toMatchObject([
      { kind: 'withdraw', orderId: 'run:7' },
      { kind: 'release', plan: ordered.plan },
      { kind: 'emit', event: { kind: 'cancelled' } },
    ]);
  });

  it('is given up at the end of the data as timed out and truncated', () => {
    expect(settle(scheduled(), end)).toMatchObject({ state: { kind: 'cancelled', reason: 'timeout' }, events: [{ reason: 'timeout', truncated: true, price: 103 }] });
  });
});

describe.each(['opened', 'active'] as const)('a position that is %s', (kind) => {
  it.each(['stop', 'cancel'] as const)('lives on when told to %s', (given) => {
    const held = open('long', {}, kind);
    expect(step(held, command(given))).toEqual({ state: held, effects: [] });
  });

  it('told to close leaves at the given price, with the reason in words', () => {
    expect(settle(open('long', {}, kind), command('close')).state).toMatchObject({
      kind: 'closed', trade: { reason: 'command', reasonText: 'kill switch', closedAtMs: minute(4), exit: { quotedPrice: 103 }, truncated: false, pnlFrac: 0.03 },
    });
  });

  it('closes at the last price when the data end, as time-expired and truncated', () => {
    expect(settle(open('long', {}, kind), end).state).toMatchObject({ kind: 'closed', trade: { reason: 'time-expired', reasonText: null, truncated: true, exit: { quotedPrice: 103 } } });
  });

  it('lives to its end after a stop', () => {
    const held = step(open('long', {}, kind), command('stop')).state;
    expect(live(held, [candle(5, [100, 111, 99, 104])]).state).toMatchObject({ kind: 'closed', trade: { reason: 'take-profit' } });
  });
});

describe('a position with a doubt', () => {
  it.each<Side>(['long', 'short'])('keeps it when a %s one is closed by command', (side) => {
    const doubted = { ...open(side), position: position(side, { ambiguous: true }) };
    expect(settle(doubted, command('close')).state).toMatchObject({ trade: { ambiguous: true } });
  });
});
