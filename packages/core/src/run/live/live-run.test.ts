import { describe, expect, it } from 'vitest';
import { SourceError } from '../../error.ts';
import type { Answer } from '../../ports/strategy.ts';
import { ArraySource } from '../../testing/array-source.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { candles, minute, minutesOf, Scripted, signal } from '../run.fixture.ts';
import type { LiveTold } from './event.ts';
import { allWords, Exchange, hear, NEVER, pass, played, run, SetClock, settle, ticks, words } from './live.fixture.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

const failures = (told: readonly LiveTold[]): string[] => words(told).filter((word) => word.startsWith('failed'));

describe('a live run tells', () => {
  it('all six kinds of results, and when each tick is over', async () => {
    const strategy = new Scripted({ 1: () => signal(), 4: () => signal('long', { entryPrice: 98 }) });
    const told = await played(0, 6, { strategy, wants: ['idle', 'active'], candles: new ArraySource(candles(-10, 20, { 2: [100, 111, 100, 100], 5: [94, 94, 94, 94] })) });
    expect(allWords(told)).toEqual([
      'idle 0', 'ticked idle 0',
      'opened 1', 'ticked active 1',
      'active 2', 'ticked active 2',
      'take-profit 2', 'idle 3', 'ticked idle 3',
      'scheduled 4', 'ticked scheduled 4',
      'waiting 5', 'ticked scheduled 5',
      'cancelled stop-loss 5', 'idle 6', 'ticked idle 6',
    ]);
  });

  it('only what is wanted, from the moment it is wanted', async () => {
    const told = await played(0, 3, {}, ({ event }, given) => {
      if (event.kind === 'ticked' && event.atMs === minute(1)) given.want(['idle']);
    });
    expect(allWords(told)).toEqual(['ticked idle 0', 'ticked idle 1', 'idle 2', 'ticked idle 2', 'idle 3', 'ticked idle 3']);
  });

  it('to which tick everything belongs', async () => {
    const told = await played(0, 1, { wants: ['idle'] });
    expect(told.map(({ tick }) => tick && minutesOf(tick.whenMs))).toEqual([0, 0, 1, 1]);
  });

  it('an activation by a candle at the tick at which it is known, and judges that candle again for an exit', async () => {
    const strategy = new Scripted({ 1: () => signal('long', { entryPrice: 98 }) });
    const told = await played(0, 6, { strategy, candles: new ArraySource(candles(-10, 20, { 3: [100, 100, 94, 96] })) });
    expect(words(told)).toEqual(['scheduled 1', 'opened 3', 'stop-loss 3']);
    expect(told.filter(({ event }) => event.kind === 'opened' || event.kind === 'closed').map(({ tick }) => minutesOf(tick!.whenMs))).toEqual([4, 4]);
  });

  it('an end, and enters again at the very tick it is known at; under the VWAP the tick after it', async () => {
    const always = (): Scripted => new Scripted(Object.fromEntries(Array.from({ length: 9 }, (_, n) => [n, () => signal()])));
    const market = { candles: new ArraySource(candles(-10, 20, { 1: [111, 111, 111, 111] })), series: { vwap: { count: 1, intervalMs: MINUTE_MS } } };
    expect(words(await played(0, 3, { strategy: always(), ...market }))).toEqual(['opened 0', 'take-profit 1', 'refused 2', 'opened 3']);
    expect(words(await played(0, 3, { strategy: always(), ...market, rules: { trigger: 'vwap' } }))).toEqual(['opened 0', 'take-profit 2', 'opened 3']);
  });

  it('counts of what it has gone through', async () => {
    let given: { readonly asks: number; readonly opened: number; readonly nowMs: number } | undefined;
    await played(0, 5, { strategy: new Scripted({ 2: () => signal() }) }, (_told, one) => (given = one.counts));
    expect(given).toMatchObject({ asks: 3, opened: 1, nowMs: minute(5), lastPrice: 100 });
  });
});

describe('a tick', () => {
  it('comes at once when a run begins, without waiting for its candle', async () => {
    const clock = new FakeClock(minute(3) + 200);
    const { told } = hear(run(clock, { candles: new Exchange(clock, candles(-10, 20), { 2: SECOND_MS }) }));
    await settle();
    expect([ticks(told), told.at(-1)?.tick]).toMatchObject([[3], { late: true, delayedMs: 200, missed: 0, recoveredAfterMs: null }]);
  });

  it('waits for its candle, and is not late when it comes within the grace', async () => {
    const clock = new FakeClock(minute(0));
    const exchange = new Exchange(clock, candles(-10, 20), { 0: 3 * SECOND_MS });
    const { told } = hear(run(clock, { candles: exchange }));
    await pass(clock, MINUTE_MS + 2 * SECOND_MS, 250);
    expect(ticks(told)).toEqual([0]);
    await pass(clock, 4 * SECOND_MS, 250);
    expect([ticks(told), told.at(-1)?.tick]).toMatchObject([[0, 1], { late: false, delayedMs: 0 }]);
    // The first tick, the tick, and after 0.25, 0.75, 1.75 and 3.75 s.
    expect(exchange.asked.length).toBe(6);
  });

  it('goes on without it when the grace is over, marked late; the candle is judged when it comes', async () => {
    const clock = new FakeClock(minute(0));
    const exchange = new Exchange(clock, candles(-10, 20, { 1: [100, 111, 100, 100] }), { 1: 7 * SECOND_MS });
    const { told } = hear(run(clock, { candles: exchange, strategy: new Scripted({ 0: () => signal() }) }));
    await pass(clock, 2 * MINUTE_MS + 4 * SECOND_MS);
    expect(ticks(told)).toEqual([0, 1]);
    await pass(clock, 2 * SECOND_MS);
    expect([ticks(told), told.at(-1)?.tick?.late, words(told)]).toEqual([[0, 1, 2], true, ['opened 0']]);
    await pass(clock, MINUTE_MS);
    expect(words(told)).toEqual(['opened 0', 'take-profit 1']);
    expect(told.find(({ event }) => event.kind === 'closed')).toMatchObject({ event: { knownAtMs: minute(2) }, tick: { whenMs: minute(3), late: false } });
  });

  it('waits no longer than its grace lasts from the minute on, however late it begins', async () => {
    const clock = new FakeClock(minute(0));
    let goOn: () => void = () => undefined;
    const { told } = hear(run(clock, { candles: new Exchange(clock, candles(-10, 1)) }), ({ event }) => (event.kind === 'ticked' && event.atMs === minute(1) ? new Promise<void>((resolve) => (goOn = resolve)) : undefined));
    await pass(clock, 2 * MINUTE_MS + 3 * SECOND_MS);
    goOn();
    await pass(clock, SECOND_MS);
    expect(ticks(told)).toEqual([0, 1]);
    await pass(clock, 2 * SECOND_MS);
    expect([ticks(told), told.at(-1)?.tick]).toMatchObject([[0, 1, 2], { late: true, delayedMs: 3 * SECOND_MS }]);
  });

  it('does not wait at all without a grace', async () => {
    const clock = new FakeClock(minute(0));
    const { told } = hear(run(clock, { candles: new Exchange(clock, candles(-10, 1)), graceMs: 0 }));
    await pass(clock, 2 * MINUTE_MS);
    expect([ticks(told), told.at(-1)?.tick?.late]).toEqual([[0, 1, 2], true]);
  });

  it('does not judge a signal by candles older than it is, however late they come', async () => {
    const clock = new FakeClock(minute(0));
    const lateMs = { 0: 180 * SECOND_MS, 1: 120 * SECOND_MS, 2: 60 * SECOND_MS };
    const exchange = new Exchange(clock, candles(-10, 20, { 1: [100, 120, 90, 100] }), lateMs);
    const { told } = hear(run(clock, { candles: exchange, strategy: new Scripted({ 3: () => signal() }), wants: ['active'] }));
    await pass(clock, 5 * MINUTE_MS + 10 * SECOND_MS);
    expect(allWords(told).filter((word) => !word.startsWith('ticked'))).toEqual(['opened 3', 'active 4', 'active 5']);
  });

  it('never overlaps the one before: a slow strategy delays it, and what was left out is counted', async () => {
    const clock = new FakeClock(minute(0));
    let answer: (given: Answer) => void = () => undefined;
    const strategy = new Scripted({ 1: () => new Promise<Answer>((resolve) => (answer = resolve)) });
    const { told } = hear(run(clock, { strategy }));
    await pass(clock, 3 * MINUTE_MS + 30 * SECOND_MS);
    expect([strategy.asks, ticks(told)]).toEqual([[0, 1], [0]]);
    answer(null);
    await pass(clock, MINUTE_MS);
    expect([strategy.asks, ticks(told)]).toEqual([[0, 1, 3, 4], [0, 1, 3, 4]]);
    expect(told.find(({ tick }) => tick?.whenMs === minute(3))?.tick).toMatchObject({ delayedMs: 30 * SECOND_MS, missed: 1 });
  });

  it('is delayed by whoever listens, and does not pile up', async () => {
    const clock = new FakeClock(minute(0));
    let goOn: () => void = () => undefined;
    const { told } = hear(run(clock), ({ event }) => (event.kind === 'ticked' && event.atMs === minute(1) ? new Promise<void>((resolve) => (goOn = resolve)) : undefined));
    await pass(clock, 10 * MINUTE_MS);
    expect(ticks(told)).toEqual([0, 1]);
    goOn();
    await settle();
    expect([ticks(told), told.at(-1)?.tick?.missed]).toEqual([[0, 1, 10], 8]);
  });

  it('does not wait longer for a strategy than it was told to; the next tick asks again', async () => {
    const clock = new FakeClock(minute(0));
    const strategy = new Scripted({ 1: () => NEVER });
    const { told } = hear(run(clock, { strategy, askTimeoutMs: 20 * SECOND_MS }));
    await pass(clock, 3 * MINUTE_MS);
    expect([words(told), strategy.asks]).toEqual([['failed strategy/timeout 1'], [0, 1, 2, 3]]);
  });

  it('in a replay gives a slow strategy the time of the machine, for the time that is replayed stands still', async () => {
    const machineClock = new FakeClock();
    const heard: LiveTold[] = [];
    const over = played(0, 2, { machineClock, strategy: new Scripted({ 1: () => NEVER }), askTimeoutMs: SECOND_MS }, (told) => heard.push(told));
    await pass(machineClock, 2 * SECOND_MS);
    expect(words(await over)).toEqual(['failed strategy/timeout 1']);
  });

  it('after a strategy has thrown comes as if nothing had happened', async () => {
    const strategy = new Scripted({ 1: () => { throw new Error('no'); }, 2: () => signal() });
    expect(words(await played(0, 2, { strategy }))).toEqual(['failed strategy/threw 1', 'opened 2']);
  });
});

describe('when the source fails', () => {
  const down = new SourceError('exchange/down', 'down', { retryable: true });
  const market = candles(-10, 40, { 2: [100, 111, 100, 100], 3: [94, 94, 94, 94] });

  it('the tick has failed, and the next one judges what was missed by its own times', async () => {
    const clock = new FakeClock(minute(0));
    const exchange = new Exchange(clock, market);
    const { told } = hear(run(clock, { candles: exchange, strategy: new Scripted({ 0: () => signal() }) }));
    await pass(clock, MINUTE_MS + SECOND_MS);
    exchange.trouble = down;
    await pass(clock, 3 * MINUTE_MS);
    exchange.trouble = null;
    await pass(clock, MINUTE_MS);
    expect(words(told)).toEqual(['opened 0', 'failed exchange/down 2', 'failed exchange/down 3', 'failed exchange/down 4', 'take-profit 2']);
    expect(told.find(({ event }) => event.kind === 'closed')).toMatchObject({ event: { knownAtMs: minute(3) }, tick: { whenMs: minute(5) } });
  });

  it('under the VWAP the present decides once it is back, but extremes are not forgotten', async () => {
    const clock = new FakeClock(minute(0));
    const exchange = new Exchange(clock, market);
    const { told } = hear(run(clock, { candles: exchange, strategy: new Scripted({ 0: () => signal('long', { lifetimeMinutes: 8 }) }), rules: { trigger: 'vwap' }, series: { vwap: { count: 1, intervalMs: MINUTE_MS } } }));
    await pass(clock, MINUTE_MS + SECOND_MS);
    exchange.trouble = down;
    await pass(clock, 4 * MINUTE_MS);
    exchange.trouble = null;
    await pass(clock, 4 * MINUTE_MS);
    // At minute 4 the VWAP was beyond the stop, when nobody could look.
    expect(words(told).at(-1)).toBe('time-expired 8');
    const closed = told.find(({ event }) => event.kind === 'closed')?.event;
    expect(closed).toMatchObject({ trade: { mfeFrac: 0.11, maeFrac: -0.06 } });
  });

  it('no candle that a position has not been judged by is let go of, however long the trouble lasts', async () => {
    const clock = new FakeClock(minute(0));
    // Thousands of candles come with one failure in their middle.
    const long = candles(-10, 12_001, { 2100: [100, 111, 100, 100] });
    let failing = false;
    const source = new ArraySource(long);
    const flaky = {
      name: 'flaky',
      async *candles(range: Parameters<ArraySource['candles']>[0]): ReturnType<ArraySource['candles']> {
        let pages = 0;
        for await (const page of source.candles(range)) {
          if (failing && ++pages > 8) throw down;
          yield page;
        }
      },
    };
    const over = { candles: flaky, strategy: new Scripted({ 0: () => signal('long', { lifetimeMinutes: 100_000 }) }), rules: { trigger: 'candle-range' as const, limits: { minTakeProfitFrac: 0, minStopLossFrac: 0, maxStopLossFrac: 1, maxLifetimeMinutes: 0 } } };
    const { told } = hear(run(clock, over));
    await settle();
    failing = true;
    await clock.pass(12_000 * MINUTE_MS);
    await settle();
    // The clock flies past whatever is on its way to the store, which then seems slow.
    const calm = (): string[] => words(told).filter((word) => !/^(paused|resumed)/.test(word));
    expect(calm()).toEqual(['opened 0', 'failed exchange/down 12000']);
    failing = false;
    await clock.pass(MINUTE_MS);
    await settle();
    expect(calm()).toEqual(['opened 0', 'failed exchange/down 12000', 'take-profit 2100']);
  });

  it('with something that no adapter should throw, the next tick comes all the same', async () => {
    const clock = new FakeClock(minute(0));
    const exchange = new Exchange(clock, candles(-10, 40));
    exchange.trouble = new TypeError('fetch failed');
    const { told } = hear(run(clock, { candles: exchange }));
    await pass(clock, 2 * MINUTE_MS);
    expect([failures(told), ticks(told)]).toEqual([['failed source/failed 0', 'failed source/failed 1', 'failed source/failed 2'], [0, 1, 2]]);
  });

  it('a broken candle is told once and left out; a position is judged by the next', async () => {
    const market2 = candles(-10, 40, { 2: [100, 90, 120, 100], 3: [100, 111, 100, 100] });
    const told = await played(0, 5, { candles: new ArraySource(market2), strategy: new Scripted({ 0: () => signal() }) });
    expect([words(told), ticks(told)]).toEqual([['opened 0', 'failed candle/invalid 3', 'gap 2-3', 'take-profit 3'], [0, 1, 2, 3, 4, 5]]);
  });

  it('candles that do not come are skipped and told, or end the run that was told so', async () => {
    const source = (): ArraySource => new ArraySource(candles(-10, 40, { 2: null }));
    expect(words(await played(0, 5, { candles: source() }))).toEqual(['gap 2-3']);
    await expect(played(0, 5, { candles: source(), gaps: 'error' })).rejects.toMatchObject({ code: 'candle/gap' });
  });
});

describe('a clock that is set', () => {
  it('back an hour is told loudly; nothing is decided twice, and ticks go on when it has caught up', async () => {
    const clock = new SetClock(minute(100));
    const strategy = new Scripted();
    const { told } = hear(run(clock, { strategy, candles: new ArraySource(candles(-10, 400)) }));
    await pass(clock, 2 * MINUTE_MS);
    clock.set(-60 * MINUTE_MS);
    await pass(clock, 63 * MINUTE_MS);
    expect([words(told), strategy.asks]).toEqual([['clock -60, ticks from 103'], [100, 101, 102, 103, 104, 105]]);
  });

  it('forward an hour is told, and nothing is closed for want of candles', async () => {
    const clock = new SetClock(minute(100));
    const real = new FakeClock(minute(100));
    const exchange = new Exchange(real, candles(-10, 400));
    const { told } = hear(run(clock, { candles: exchange, strategy: new Scripted({ 100: () => signal('long', { lifetimeMinutes: 30 }) }) }));
    await pass(clock, 10 * SECOND_MS);
    clock.set(60 * MINUTE_MS);
    await pass(clock, 2 * MINUTE_MS);
    expect(words(told)).toEqual(['opened 100', 'clock 60, ticks from 161']);
  });
});
