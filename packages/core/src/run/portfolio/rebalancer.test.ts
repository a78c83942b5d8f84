import { describe, expect, it } from 'vitest';
import { candles, minute, signal } from '../run.fixture.ts';
import type { Rebalance } from './options.ts';
import { allOf, desk, words } from './portfolio.fixture.ts';

const opens = { answers: { 2: () => signal() } };
const wins = { ...opens, candles: candles(-10, 200, { 4: [100, 111, 100, 100] }) };

describe('a rebalancing hook', () => {
  it('is told after each close what closed, what is open and what there is', async () => {
    const seen: unknown[] = [];
    await allOf(desk({ A: wins, B: opens }, { rebalance: ({ nowMs, closed, open, account }) => void seen.push([nowMs, closed.symbol, closed.trade.reason, open.map(({ symbol }) => symbol), account.equityQuote]) }));
    expect(seen).toEqual([[minute(5), 'A', 'take-profit', ['B'], 1010], [minute(62), 'B', 'time-expired', [], 1010]]);
  });

  it.each([
    ['at once', ({ closed }) => (closed.symbol === 'A' ? [{ symbol: 'B', reasonText: 'A is gone' }] : undefined)],
    ['later', async ({ closed }) => (closed.symbol === 'A' ? [{ symbol: 'B', strategyName: 'scripted', reasonText: 'A is gone' }] : undefined)],
  ] satisfies [string, Rebalance][])('closes what it gives back %s, before anybody is asked', async (_when, rebalance) => {
    const told = await allOf(desk({ A: wins, B: opens, C: { answers: { 5: () => signal() } } }, { rebalance }));
    expect(words(told)).toEqual(['A opened 2', 'B opened 2', 'A take-profit 5', 'B command 5', 'C opened 5', 'C time-expired 65']);
    expect(told.find((one) => one.kind === 'line' && one.symbol === 'B' && one.event.kind === 'closed')).toMatchObject({ event: { trade: { reasonText: 'A is gone' } } });
  });

  it.each([
    ['names a strategy that has nothing there', () => [{ symbol: 'B', strategyName: 'other', reasonText: 'x' }]],
    ['gives nothing', () => undefined],
  ] satisfies [string, Rebalance][])('that %s closes nothing', async (_what, rebalance) => {
    expect(words(await allOf(desk({ A: wins, B: opens }, { rebalance })))).toContain('B time-expired 62');
  });

  it.each([
    ['throws', () => { throw new Error('boom'); }, 'boom'],
    ['rejects', () => Promise.reject(new Error('boom')), 'boom'],
    ['gives what is no list', () => 'B' as never, 'a list of'],
    ['names a symbol that is not there', () => [{ symbol: 'Z', reasonText: 'x' }], 'there is no Z in this portfolio'],
    ['orders nothing in particular', () => [{ reasonText: 'x' }] as never, 'needs a symbol'],
  ] satisfies [string, Rebalance, string][])('that %s is told as a failure, and the run goes on', async (_what, rebalance, message) => {
    const told = await allOf(desk({ A: wins, B: opens }, { rebalance }));
    expect(words(told)).toEqual(['A opened 2', 'B opened 2', 'A take-profit 5', 'A failed 5', 'B time-expired 62', 'B failed 62']);
    expect(told.find((one) => one.kind === 'line' && one.event.kind === 'failed')).toMatchObject({ event: { error: { message: expect.stringContaining(message) } } });
  });
});
