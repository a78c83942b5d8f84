import { describe, expect, it } from 'vitest';
import type { Trade } from '../../signal/trade.ts';
import { MemoryDisk, MemoryStore } from '../../testing/memory-store.ts';
import { Lessons } from './lessons.ts';
import { SharedStore } from './live.fixture.ts';
import { RiskLedger } from './risk-ledger.ts';
import { processOn, slot, slotsOn, writeTo } from './slots.fixture.ts';

const account = { capitalQuote: 1000, realisedQuote: 0, marks: { peakEquityQuote: 1000, dayStartEquityQuote: 1000, dayMs: 0 }, entries: {}, prices: {} };
const of = (parts: object): object => ({ format: 2, riskName: 'slots', positions: {}, states: {}, stops: {}, account: null, ...parts });

describe('a record of slots', () => {
  it.each([
    ['no object', 7],
    ['a text', 'slots'],
    ['a list', { format: 1, riskName: 'slots', positions: [slot('a')] }],
    ['no positions', { format: 1, riskName: 'slots' }],
    ['an older format', { format: 0, riskName: 'slots', positions: {} }],
    ['a slot without a plan', { format: 1, riskName: 'slots', positions: { a: { ...slot('a'), plan: null } } }],
    ['a slot whose plan lacks its side', { format: 1, riskName: 'slots', positions: { a: { ...slot('a'), plan: { ...slot('a').plan, side: 'up' } } } }],
    ['a slot without its time', { format: 1, riskName: 'slots', positions: { a: { ...slot('a'), openedAtMs: null } } }],
    ['states that are none', { format: 2, riskName: 'slots', positions: {}, states: ['a'] }],
    ['a slot without a size', of({ positions: { a: { ...slot('a'), quantity: undefined } } })],
    ['a slot whose size is no number', of({ positions: { a: { ...slot('a'), quantity: null } } })],
    ['a slot of no size', of({ positions: { a: { ...slot('a'), quantity: 0 } } })],
    ['a stop that is none', of({ stops: { a: 5 } })],
    ['a stop without its time', of({ stops: { a: { reason: 'enough', atMs: 'x' } } })],
    ['a stop without a reason', of({ stops: { a: { atMs: 5 } } })],
    ['an entry whose price is no number', of({ account: { ...account, entries: { a: { planId: 'a', price: 'x', feeQuote: 0 } } } })],
    ['an entry whose fee is no number', of({ account: { ...account, entries: { a: { planId: 'a', price: 1, feeQuote: null } } } })],
    ['a price that is no number', of({ account: { ...account, prices: { a: { price: 'x', atMs: 5 } } } })],
    ['a peak that is no number', of({ account: { ...account, marks: { ...account.marks, peakEquityQuote: null } } })],
    ['a slot that is null', { format: 1, riskName: 'slots', positions: { a: null } }],
  ])('that holds %s is refused, and left as it is', async (_what, value) => {
    const disk = new MemoryDisk();
    const store = new SharedStore(disk);
    await writeTo(store)({ key: 'risk:slots', expected: 0, value });
    await expect(processOn(disk).ledger.refresh()).rejects.toMatchObject({ code: 'restore/risk' });
    expect((await store.load(['risk:slots'])).get('risk:slots')).toEqual({ version: 1, value });
  });

  it('of an older version holds slots of one unit each', async () => {
    const disk = new MemoryDisk();
    const { quantity: _none, ...old } = slot('a');
    await writeTo(new SharedStore(disk))({ key: 'risk:slots', expected: 0, value: { format: 1, riskName: 'slots', positions: { a: old } } });
    const { store, take } = processOn(disk);
    const ledger = new RiskLedger({ store, riskName: 'slots', capitalQuote: 1000 });
    await ledger.refresh();
    expect([ledger.book.positions, ledger.accountAt(60_000)?.equityQuote]).toEqual([[slot('a')], 1000]);
    await take('b');
    expect(slotsOn(disk)).toEqual(['a', 'b']);
  });

  it('of a newer version is refused as such', async () => {
    const disk = new MemoryDisk();
    await writeTo(new SharedStore(disk))({ key: 'risk:slots', expected: 0, value: { format: 3 } });
    await expect(processOn(disk).ledger.refresh()).rejects.toMatchObject({ code: 'store/version', retryable: false });
  });

  it('that was removed is begun anew', async () => {
    const disk = new MemoryDisk();
    const { store, ledger, take } = processOn(disk);
    await take('a');
    await writeTo(store)({ key: 'risk:slots', expected: 1, value: null });
    await ledger.refresh();
    await take('b');
    expect(slotsOn(disk)).toEqual(['b']);
  });

  it('is kept apart by account, and no name of a risk can be taken for an account', () => {
    const store = new MemoryStore();
    const keys = [
      { riskName: 'slots' }, { riskName: 'slots', account: 'second' }, { riskName: 'second/slots' }, { riskName: 'slots', account: 'default/second' },
      { riskName: 'default/slots' }, { riskName: '/slots' }, { riskName: 'slots', account: '' }, { riskName: 'a/slots', account: 'second' }, { riskName: 'slots', account: 'second/a' },
    ].map((parts) => new RiskLedger({ store, ...parts }).key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys[0]).toBe('risk:slots');
  });
});

it('an equity that is no number is no peak, and a result that is none is not kept: the record can be read again', async () => {
  const { store } = processOn(new MemoryDisk());
  const open = (): RiskLedger => new RiskLedger({ store, riskName: 'slots', capitalQuote: 1000 });
  const [ledger, lessons] = [open(), new Lessons()];
  ledger.attach('a', lessons);
  lessons.add({ kind: 'closed', nowMs: 0, equityQuote: null, position: slot('a'), trade: {} as Trade, netQuote: Infinity });
  expect(ledger.accountAt(60_000)?.equityQuote).toBe(Infinity);
  await ledger.write('a', { position: null, judged: false, events: lessons.events }, writeTo(store));
  const again = open();
  await again.refresh();
  expect(again.accountAt(120_000)).toMatchObject({ equityQuote: 1000, peakEquityQuote: 1000 });
});
