import { describe, expect, it } from 'vitest';
import type { Answer } from '../ports/strategy.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { eventsOf, minute, run, Scripted, signal, thenable, told } from './run.fixture.ts';

/** Users throw anything. */
const oops = 'oops' as unknown as Error;
const never = (): Promise<Answer> => new Promise<Answer>(() => undefined);

describe('a strategy that fails', () => {
  it.each<[string, () => Answer | Promise<Answer>, string]>([
    ['throws', () => {
      throw new Error('division by zero');
    }, 'division by zero'],
    ['rejects', () => Promise.reject(new Error('no network')), 'no network'],
    ['throws something that is no error', () => {
      throw oops;
    }, 'oops'],
    ['answers with a promise that throws', () => thenable(() => {
      throw new Error('bad then');
    }), 'bad then'],
  ])('because it %s is told, counted, and the run goes on', async (_name, fail, message) => {
    const given = run({ strategy: new Scripted({ 1: fail, 3: () => signal() }) });
    const events = await eventsOf(given);
    expect([told(events), given.counts.failedAsks]).toEqual([['failed 1', 'opened 3', 'time-expired 63'], 1]);
    expect(events[0]).toMatchObject({ error: { name: 'StrategyError', code: 'strategy/threw', message: `scripted on BTC/USDT: ${message}` } });
  });

  it('keeps its cause', async () => {
    const cause = new Error('deep');
    const events = await eventsOf(run({ strategy: new Scripted({ 1: () => Promise.reject(cause) }) }));
    expect(events[0]).toMatchObject({ error: { cause } });
  });

  it('because it never answers is told after its time, and the run goes on', async () => {
    const clock = new FakeClock();
    const strategy = new Scripted({ 1: never, 3: () => signal() });
    const events = eventsOf(run({ strategy, clock, askTimeoutMs: 5000 }));
    await expect.poll(() => strategy.asks.at(-1)).toBe(1);
    await clock.pass(5000);
    expect(await events).toMatchObject([
      { kind: 'failed', atMs: minute(1), error: { code: 'strategy/timeout', message: 'Timeout for scripted symbol=BTC/USDT: no answer within 5 s.' } },
      { kind: 'opened', atMs: minute(3) },
      { kind: 'closed' },
    ]);
  });

  it('is given its whole time, not what an earlier ask left of it', async () => {
    const clock = new FakeClock();
    const strategy = new Scripted({ 1: () => clock.pass(4000).then(() => null), 2: never });
    const given = run({ strategy, clock, askTimeoutMs: 5000, toMs: minute(3) });
    const events = eventsOf(given);
    await expect.poll(() => strategy.asks.at(-1)).toBe(2);
    await clock.pass(4999);
    expect(given.counts.failedAsks).toBe(0);
    await clock.pass(1);
    expect(told(await events)).toEqual(['failed 2']);
  });

  it('is given three minutes unless told otherwise', async () => {
    const clock = new FakeClock();
    const strategy = new Scripted({ 1: never });
    const events = eventsOf(run({ strategy, clock }));
    await expect.poll(() => strategy.asks.at(-1)).toBe(1);
    await clock.pass(180_000);
    expect(told(await events)).toEqual(['failed 1']);
  });

  it('leaves no alarm behind when the run is over', async () => {
    const clock = new FakeClock();
    await eventsOf(run({ strategy: new Scripted({ 1: () => Promise.resolve(null) }), clock }));
    expect(clock.pending).toBe(0);
  });

  it('is not asked again in the same interval', async () => {
    const strategy = new Scripted({ 0: () => {
      throw new Error('x');
    } }, '5m');
    await eventsOf(run({ strategy }));
    expect(strategy.asks).toEqual([0, 5]);
  });
});

describe('an answer', () => {
  it.each([
    ['null', null],
    ['undefined', undefined],
    ['a promise of null', Promise.resolve(null)],
    ['a promise of undefined', Promise.resolve(undefined)],
  ])('%s is no signal', async (_name, answer) => {
    expect(await eventsOf(run({ strategy: new Scripted({ 1: () => answer }) }))).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['a string', 'buy'],
    ['a number', 7],
    ['a list', []],
    ['an empty object', {}],
    ['big integers', { side: 'long', takeProfitPrice: 110n, stopLossPrice: 95n, lifetimeMinutes: 60n }],
    ['a promise of garbage', Promise.resolve('sell')],
  ])('%s is refused, counted, and the run goes on', async (_name, garbage) => {
    const given = run({ strategy: new Scripted({ 1: () => garbage as Answer, 3: () => signal() }) });
    expect([told(await eventsOf(given)), given.counts.refused]).toEqual([['refused 1', 'opened 3', 'time-expired 63'], 1]);
  });

  it.each([
    ['at once', () => signal()],
    ['as a promise', () => Promise.resolve(signal())],
    ['as something that can be awaited', () => thenable((done) => done(signal()))],
  ])('given %s opens at the instant of the ask', async (_name, answer) => {
    expect(told(await eventsOf(run({ strategy: new Scripted({ 1: answer }) })))).toEqual(['opened 1', 'time-expired 61']);
  });
});
