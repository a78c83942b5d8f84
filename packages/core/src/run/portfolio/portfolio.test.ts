import { describe, expect, it } from 'vitest';
import type { RiskRule } from '../../ports/risk-rule.ts';
import { columnsOf } from '../../market/columns.ts';
import { PositionBook } from '../position-book.ts';
import { candles, minute, PageSource, Scripted, signal } from '../run.fixture.ts';
import type { PortfolioLine } from './options.ts';
import { allOf, desk, words } from './portfolio.fixture.ts';

const one: RiskRule = { name: 'one', judge: ({ activePositions }) => (activePositions.length === 0 ? { allowed: true } : { allowed: false, reason: 'one is open' }) };
/** Reaches the target of a long position from 100. */
const UP = [100, 111, 100, 100] as const;
/** Reaches its stop. */
const DOWN = [100, 100, 94, 100] as const;

describe('an instant', () => {
  it('frees the slots of those who leave before anybody is asked, whatever the order of the symbols', async () => {
    const run = desk({ A: { answers: { 3: () => signal() } }, B: { answers: { 0: () => signal() }, candles: candles(-10, 200, { 2: UP }) } }, { risk: [one] });
    expect(words(await allOf(run))).toEqual(['B opened 0', 'B take-profit 3', 'A opened 3', 'A time-expired 63']);
  });

  it('lets entries that have waited in before those who are asked now, in the order of the symbols', async () => {
    const dip = { 2: [100, 100, 98, 100] } as const;
    const waits = { 0: () => signal('long', { entryPrice: 99 }) };
    const run = desk({ A: { answers: { 3: () => signal() } }, C: { answers: waits, candles: candles(-10, 200, dip) }, B: { answers: waits, candles: candles(-10, 200, dip) } }, { risk: [one] });
    expect(words(await allOf(run))).toEqual(['C scheduled 0', 'B scheduled 0', 'C opened 3', 'B cancelled rejected 3', 'A refused 3', 'C time-expired 62']);
  });

  it('asks all before it admits any, and admits in the order of the symbols however late they answer', async () => {
    const asked: string[] = [];
    const saying = (name: string, turns: number) => async () => {
      asked.push(name);
      for (let i = 0; i < turns; i++) await Promise.resolve();
      return signal();
    };
    const run = desk({ A: { answers: { 2: saying('A', 20) } }, B: { answers: { 2: saying('B', 1) } }, C: { answers: { 2: () => (asked.push('C'), signal()) } } }, { risk: [one] });
    const told: string[] = [];
    for await (const event of run) {
      if (told.length === 0 && event.kind === 'line') expect(asked).toEqual(['A', 'B', 'C']);
      told.push(...words([event]));
    }
    expect(told).toEqual(['A opened 2', 'B refused 2', 'C refused 2', 'A time-expired 62']);
  });

  it('asks a symbol again at the instant at which it has left, among the others', async () => {
    const again = { 0: () => signal(), 3: () => signal() };
    const run = desk({ A: { answers: again, candles: candles(-10, 200, { 2: DOWN }) }, B: { answers: { 3: () => signal() } } }, { risk: [one] });
    expect(words(await allOf(run))).toEqual(['A opened 0', 'A stop-loss 3', 'A opened 3', 'B refused 3', 'A time-expired 63']);
  });

  it('lets an entry that was filled on its way leave on the same candle', async () => {
    const run = desk({ A: { answers: { 0: () => signal('long', { entryPrice: 99 }) }, candles: candles(-10, 200, { 2: [100, 100, 94, 95] }) } });
    expect(words(await allOf(run))).toEqual(['A scheduled 0', 'A opened 3', 'A stop-loss 3']);
  });
});

describe('a line', () => {
  it('is measured over all it has lived through, although its series has forgotten most of that', async () => {
    const own = candles(-10, 20_000, { 20: [100, 100, 96, 100], 30: [100, 104, 100, 100] });
    const source = { name: 'slow pages', async *candles() { for (let i = 0; i < own.length; i += 900) yield columnsOf(own.slice(i, i + 900)); } };
    const lines = [{ symbol: 'A', strategy: { name: 'patient', interval: '1m' as const, ask: ({ nowMs }: { readonly nowMs: number }) => (nowMs === minute(0) ? signal('long', { lifetimeMinutes: 18_000 }) : null) }, candles: source }];
    const told = await allOf(desk({}, { lines, rules: { trigger: 'candle-range', partials: { profitFracs: [], lossFracs: [] }, limits: { minTakeProfitFrac: 0, minStopLossFrac: 0, maxStopLossFrac: 1, maxLifetimeMinutes: 20_000 } } }));
    const closed = told.find((event) => event.kind === 'line' && event.event.kind === 'closed');
    expect(closed).toMatchObject({ event: { trade: { reason: 'time-expired', maeFrac: -0.04, mfeFrac: 0.04 } } });
  });

  it('that fails does not keep the others from trading', async () => {
    const boom = (): never => {
      throw new Error('boom');
    };
    const told = await allOf(desk({ A: { answers: { 2: boom } }, B: { answers: { 2: () => signal() } } }));
    expect(words(told)).toEqual(['A failed 2', 'B opened 2', 'B time-expired 62']);
  });

  it('without candles of its own is counted, and the others trade', async () => {
    const run = desk({ A: { candles: [] }, B: { answers: { 2: () => signal() } } });
    expect(words(await allOf(run))).toEqual(['B opened 2', 'B time-expired 62']);
    expect(run.lines.map(({ symbol, counts: { frames, warmUpFrames } }) => [symbol, frames, warmUpFrames])).toEqual([['A', 0, 10], ['B', 3, 0]]);
  });
});

describe('two lines on one symbol', () => {
  const holds = (name: string, atMinute: number) => ({ name, interval: '1m' as const, ask: ({ nowMs }: { readonly nowMs: number }) => (nowMs === minute(atMinute) ? signal() : null) });
  const falling = candles(-10, 200, Object.fromEntries(Array.from({ length: 40 }, (_unused, i) => [20 + i, [97, 97, 96, 96] as const])));

  it.each([['the first', 0], ['the second', 1]])('are marked to the end, although the tape of %s has ended before', async (_which, holder) => {
    const lines = ['a', 'b'].map((name, i) => ({ symbol: 'A', strategy: holds(name, i === holder ? 2 : 500), candles: new PageSource([falling.slice(0, 15), falling.slice(15, 30), falling.slice(30)]) }));
    const run = desk({}, { lines });
    expect(words(await allOf(run))).toEqual(['A opened 2', 'A time-expired 62']);
    expect(run.summary.maxDrawdownFrac).toBeCloseTo(0.004, 10);
  });

  it('of two exchanges are told apart', async () => {
    const lines = ['here', 'there'].map((exchangeName) => ({ symbol: 'A', exchangeName, strategy: holds('s', 2), candles: new PageSource([candles(-10, 200)]) }));
    const run = desk({}, { lines, rebalance: () => [{ symbol: 'A', exchangeName: 'there', reasonText: 'x' }] });
    const told = (await allOf(run)).flatMap((event) => (event.kind === 'line' ? [`${event.exchangeName} ${event.event.kind}`] : []));
    expect(told).toEqual(['here opened', 'there opened', 'here closed', 'there closed']);
    expect(run.lines.map(({ exchangeName }) => exchangeName)).toEqual(['here', 'there']);
  });
});

describe('lines with books of their own', () => {
  const strategy = (): Scripted => new Scripted({ 2: () => signal() });
  const line = (symbol: string, risk: readonly RiskRule[], book: PositionBook): PortfolioLine => ({ symbol, strategy: strategy(), candles: new PageSource([candles(-10, 200)]), risk, book });

  it('have their slots to themselves', async () => {
    const [mine, yours] = [new PositionBook(), new PositionBook()];
    const run = desk({}, { lines: [line('A', [one], mine), line('B', [one], mine), line('C', [one], yours)] });
    expect(words(await allOf(run))).toEqual(['A opened 2', 'B refused 2', 'C opened 2', 'A time-expired 62', 'C time-expired 62']);
  });

  it('are not closed by the rules of others, which learn nothing of it', async () => {
    const stops: RiskRule<number> = { name: 'stops', initial: 0, judge: () => ({ allowed: true }), watch: (_account, nowMs) => (nowMs === minute(5) ? 'enough' : null), fold: (stops, { kind }) => (kind === 'stopped' ? stops + 1 : stops) };
    const counts: RiskRule<number> = { ...stops, name: 'counts', watch: () => null };
    const [mine, yours] = [new PositionBook(), new PositionBook()];
    const run = desk({}, { lines: [line('A', [stops as RiskRule], mine), line('B', [counts as RiskRule], yours)] });
    expect(words(await allOf(run))).toEqual(['A opened 2', 'B opened 2', 'stopped by stops 5', 'A command 5', 'B time-expired 62']);
    expect([mine.states, yours.states]).toEqual([{ stops: 1 }, {}]);
  });
});

describe('lines that share their slots', () => {
  const line = (symbol: string, rule: RiskRule): PortfolioLine => ({ symbol, strategy: new Scripted(), candles: new PageSource([]), risk: [rule] });

  it('cannot have two rules of one name', () => {
    expect(() => desk({}, { lines: [line('A', one), line('B', { ...one })] })).toThrow(expect.objectContaining({ code: 'risk/name', message: expect.stringContaining('two risk rules called one') }));
  });

  it('may have gates of their own before the same limits', () => {
    const limits = {};
    desk({}, { lines: [line('A', { ...one, partOf: limits }), line('B', { ...one, partOf: limits })] });
  });
});

describe('the end', () => {
  it('comes when the last position has closed, and its point is the last of the curve', async () => {
    const run = desk({ A: { answers: { 9: () => signal() } } });
    const told = await allOf(run);
    expect(told.at(-1)).toEqual({ kind: 'equity', point: { atMs: minute(69), equityQuote: 1000, cashQuote: 1000, exposureQuote: 0, openPositions: 0 } });
    expect([run.progressFrac, run.cancelled]).toEqual([1, false]);
  });

  it('comes sooner after a stop: nobody is asked, what waits is given up, what is open lives on', async () => {
    const run = desk({ A: { answers: { 2: () => signal() } }, B: { answers: { 2: () => signal('long', { entryPrice: 90, stopLossPrice: 85 }), 5: () => signal() } }, C: { answers: { 4: () => signal() } } });
    const told: string[] = [];
    for await (const event of run) {
      told.push(...words([event]));
      if (told.at(-1) === 'B scheduled 2') run.stop();
    }
    expect(told).toEqual(['A opened 2', 'B scheduled 2', 'B cancelled stopped 2', 'A time-expired 62']);
  });

  it.each([
    ['at once', () => 0],
    ['a little later', () => Promise.resolve()],
  ])('opens nothing that was asked for at the instant of the stop, answered %s', async (_when, pause) => {
    const stopping = (): ReturnType<typeof signal> | Promise<ReturnType<typeof signal>> => {
      run.stop();
      const wait = pause();
      return wait instanceof Promise ? wait.then(() => signal()) : signal();
    };
    const run = desk({ A: { answers: { 2: () => signal() } }, B: { answers: { 3: stopping } }, C: { answers: { 3: () => signal() } } });
    expect(words(await allOf(run))).toEqual(['A opened 2', 'A time-expired 62']);
  });

  it('loses nothing of what has happened at the instant of a stop', async () => {
    const stopping = async (): Promise<null> => {
      await Promise.resolve();
      run.stop();
      return new Promise(() => undefined);
    };
    const run = desk({ A: { answers: { 0: () => signal() }, candles: candles(-10, 200, { 2: UP }) }, B: { answers: { 3: stopping } } });
    const told = await allOf(run);
    expect(words(told)).toEqual(['A opened 0', 'A take-profit 3']);
    expect([told.at(-1), run.summary.equityQuote, run.progressFrac]).toMatchObject([{ kind: 'equity', point: { atMs: minute(3), equityQuote: 1010 } }, 1010, 1]);
  });

  it('is told by one point', async () => {
    const points = (await allOf(desk({ A: { answers: { 2: () => signal('long', { lifetimeMinutes: 58 }) } } }))).flatMap((event) => (event.kind === 'equity' ? [event.point.atMs] : []));
    expect(points).toEqual([minute(0), minute(60)]);
  });

  it('comes at once where it is left, and sources are let go of', async () => {
    const sources = ['A', 'B'].map(() => new PageSource([candles(-10, 100), candles(100, 200)]));
    const lines = sources.map((source, i) => ({ symbol: `COIN${i}`, strategy: new Scripted({ 2: () => signal() }), candles: source }));
    const run = desk({}, { lines });
    for await (const event of run) if (event.kind === 'line') break;
    expect(await run.next()).toEqual({ value: undefined, done: true });
    expect(sources.map(({ released }) => released)).toEqual([1, 1]);
  });

  it('comes when it is cancelled, also while a source does not answer', async () => {
    const cancel = new AbortController();
    const run = desk({}, { cancel: cancel.signal, lines: [{ symbol: 'A', strategy: { name: 's', interval: '1m', ask: () => null }, candles: { name: 'silent', async *candles() { await new Promise(() => undefined); yield* []; } } }] });
    const ending = allOf(run);
    cancel.abort();
    expect([await ending, run.cancelled]).toEqual([[], true]);
  });
});
