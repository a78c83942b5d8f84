import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryStore } from '../../testing/memory-store.ts';
import { Scripted } from '../run.fixture.ts';
import { run, type Over } from './live.fixture.ts';
import { RiskLedger } from './risk-ledger.ts';

const rule = { name: 'always', judge: () => ({ allowed: true as const }) };

describe('a live run is refused at once', () => {
  it.each<[string, Over, string]>([
    ['with risk rules and nowhere to keep slots', { risk: [rule] }, 'live/options'],
    ['with two risk rules of one name', { risk: [rule, rule], ledger: new RiskLedger({ store: new MemoryStore(), riskName: 'slots' }) }, 'risk/name'],
    ['with a risk rule that measures against equity, and no capital', { risk: [{ ...rule, needsAccount: true }], ledger: new RiskLedger({ store: new MemoryStore(), riskName: 'slots' }) }, 'risk/capital'],
    ['with a grace of a minute', { graceMs: 60_000 }, 'live/options'],
    ['with a grace below zero', { graceMs: -1 }, 'live/options'],
    ['with a grace that is no number', { graceMs: NaN }, 'live/options'],
    ['with a lease of no length', { leaseMs: 0 }, 'live/options'],
    ['with a lease for ever', { leaseMs: Infinity }, 'live/options'],
    ['when its strategy has no time to answer', { askTimeoutMs: 0 }, 'live/options'],
    ['with a name that no store can keep', { symbol: '\udc00' }, 'live/options'],
    ['with a history of an interval that nobody knows', { strategy: Object.assign(new Scripted(), { history: { '7m': 3 } as never }) }, 'strategy/history'],
    ['with a VWAP of no candles', { series: { vwap: { count: 0, intervalMs: 60_000 } } }, 'series/vwap'],
    ['without a trigger', { rules: { trigger: 'auto' as never } }, 'rules/invalid'],
  ])('%s', (_what, over, code) => {
    expect(() => run(new FakeClock(), over)).toThrow(expect.objectContaining({ code }));
  });
});

it('risk rules with a ledger are fine, and an explicit undefined erases no default', () => {
  const store = new MemoryStore();
  expect(() => run(new FakeClock(), { store, risk: [rule], ledger: new RiskLedger({ store, riskName: 'slots' }), rules: { costs: undefined as never, limits: undefined as never } })).not.toThrow();
});
