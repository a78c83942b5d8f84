import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../units.ts';
import { candle, live, minute, on, open, plan, RULES, scheduled, settle, tickOf } from './machine.fixture.ts';
import { hasLevelsLeft, nextLevels } from './partial.ts';
import { checkRules, type Rules } from './rules.ts';

const TOLD: Rules = { ...RULES, partials: { profitFracs: [0.1, 0.2, 0.3, 0.5], lossFracs: [0.4, 0.8] } };

/** What was told, as `profit 0.1` or `loss 0.4`. */
function levels(events: ReturnType<typeof live>['events']): string[] {
  return events.flatMap((event) => (event.kind === 'partial' ? [`${event.direction} ${event.levelFrac}`] : []));
}

describe.each(['long', 'short'] as const)('a %s position', (side) => {
  const close = (n: number, price: number) => candle(n, [100, Math.max(100, price), Math.min(100, price), price], side);

  it('tells each level on its way once, ascending, also where one candle crosses several', () => {
    const { events } = live(open(side), [close(0, 101), close(1, 103.5), close(2, 100.5), close(3, 103.5), close(4, 105)], TOLD);
    expect(levels(events)).toEqual(['profit 0.1', 'profit 0.2', 'profit 0.3', 'profit 0.5']);
  });

  it('tells a level that is reached exactly, whatever tenths are in binary', () => {
    expect(levels(live(open(side), [close(0, 103)], TOLD).events)).toEqual(['profit 0.1', 'profit 0.2', 'profit 0.3']);
    expect(levels(live(open(side), [close(0, 98)], TOLD).events)).toEqual(['loss 0.4']);
  });

  it('keeps both sides apart', () => {
    const { events, state } = live(open(side), [close(0, 98), close(1, 101), close(2, 96)], TOLD);
    expect(levels(events)).toEqual(['loss 0.4', 'profit 0.1', 'loss 0.8']);
    expect(state).toMatchObject({ position: { profitLevels: 1, lossLevels: 2 } });
  });

  it('stamps them with the candle that decided, known at its close', () => {
    const [event] = live(open(side), [close(7, 101)], TOLD).events;
    expect(event).toMatchObject({ kind: 'partial', atMs: minute(7), knownAtMs: minute(8), position: { profitLevels: 1 } });
  });

  it('tells none on the candle that closes it', () => {
    const { events } = live(open(side), [candle(0, [100, 111, 100, 105], side)], TOLD);
    expect(events.map(({ kind }) => kind)).toEqual(['closed']);
  });

  it('tells none at the instant at which time closes it', () => {
    const held = open(side, { expiresAtMs: minute(1) });
    expect(live(held, [close(0, 105)], TOLD).events.map(({ kind }) => kind)).toEqual(['closed']);
  });

  it('measures by the price it is given for that, not by the VWAP of the tick', () => {
    const judged = close(0, 105);
    const held = open(side, { plan: plan(side, { waits: true }) }, 'active');
    expect(levels(settle(held, tickOf(judged, { price: on(side, 105), progressPrice: on(side, 101) }), TOLD).events)).toEqual(['profit 0.1']);
    expect(levels(settle(held, tickOf(judged, { price: on(side, 105), progressPrice: null }), TOLD).events)).toEqual([]);
  });

  it('tells nothing of what was before its entry filled', () => {
    const { events } = live(scheduled(side), [candle(1, [104, 104, 103, 103], side)], TOLD);
    expect(levels(events)).toEqual([]);
  });
});

describe('the prices to watch for', () => {
  it('are those of the next level on each side', () => {
    const { above, below } = nextLevels(open('long', { profitLevels: 1, lossLevels: 1 }).position, TOLD.partials);
    expect(above).toBeCloseTo(102, 6);
    expect(below).toBeCloseTo(96, 6);
    expect(nextLevels(open('short').position, TOLD.partials)).toEqual({ above: expect.closeTo(102, 6), below: expect.closeTo(99, 6) });
  });

  it('are none once every level was reached', () => {
    const { position } = open('long', { profitLevels: 4, lossLevels: 2 });
    expect(nextLevels(position, TOLD.partials)).toEqual({ above: Infinity, below: -Infinity });
    expect(hasLevelsLeft(position, TOLD.partials)).toBe(false);
  });
});

describe('levels that cannot be', () => {
  it.each([[[0]], [[0.5, 0.5]], [[0.5, 0.4]], [[1.1]], [[Number.NaN]], [['0.1']]])('%j are refused', (profitFracs) => {
    expect(() => checkRules({ ...RULES, askEveryMs: MINUTE_MS, partials: { profitFracs: profitFracs as number[], lossFracs: [] } })).toThrow(expect.objectContaining({ code: 'rules/invalid' }));
  });
});
