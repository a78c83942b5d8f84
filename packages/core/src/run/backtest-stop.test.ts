import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RiskRule, RiskVerdict } from '../ports/risk-rule.ts';
import type { Answer } from '../ports/strategy.ts';
import { Admission } from './admission.ts';
import type { BacktestRun } from './backtest-run.ts';
import type { RunEvent } from './event.ts';
import { candles, eventsOf, minute, PageSource, run, Scripted, signal, told } from './run.fixture.ts';

/** Runs and stops as soon as an event of a kind was told. */
async function stoppedAt(kind: RunEvent['kind'], given: BacktestRun): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of given) {
    events.push(event);
    if (event.kind === kind) given.stop();
  }
  return events;
}

afterEach(() => void vi.restoreAllMocks());

const always = (): Scripted => new Scripted(Object.fromEntries(Array.from({ length: 100 }, (_, n) => [n, () => signal()])));

describe('a stopped run', () => {
  it('lets an open position live to its end, and takes no new signal', async () => {
    const source = new PageSource([candles(-10, 200, { 30: [100, 111, 99, 105] })]);
    const strategy = always();
    const events = await stoppedAt('opened', run({ strategy, candles: source, toMs: minute(100) }));
    expect([told(events), strategy.asks, source.released]).toEqual([['opened 0', 'take-profit 30'], [0], 1]);
  });

  it('cancels a waiting entry as stopped, where the run stands', async () => {
    const given = run({ strategy: new Scripted({ 2: () => signal('long', { entryPrice: 98 }) }), toMs: minute(100) });
    expect(told(await stoppedAt('scheduled', given))).toEqual(['scheduled 2', 'cancelled stopped 2']);
  });

  it('tells the cancellation with the VWAP', async () => {
    const given = run({ strategy: new Scripted({ 2: () => signal('long', { entryPrice: 98 }) }) });
    expect((await stoppedAt('scheduled', given))[1]).toMatchObject({ kind: 'cancelled', price: 100, truncated: false });
  });

  it('ends at once when nothing is open', async () => {
    const source = new PageSource([candles(-10, 200)]);
    const given = run({ candles: source });
    given.stop();
    expect([await eventsOf(given), source.handedOut, source.released]).toEqual([[], 0, 1]);
  });

  it('may be stopped twice', async () => {
    const given = run({ strategy: new Scripted({ 2: () => signal('long', { entryPrice: 98 }) }) });
    const events = await stoppedAt('scheduled', given);
    given.stop();
    expect(events.length).toBe(2);
  });

  it('does not want a signal that was still being thought about', async () => {
    let answer = (_: Answer): void => undefined;
    const strategy = new Scripted({ 3: () => new Promise<Answer>((resolve) => {
      answer = resolve;
    }) });
    const given = run({ strategy });
    const events = eventsOf(given);
    await expect.poll(() => strategy.asks.at(-1)).toBe(3);
    given.stop();
    answer(signal());
    expect([await events, strategy.asks.at(-1)]).toEqual([[], 3]);
  });

  it('does not even hear that such a signal was no good', async () => {
    let answer = (_: Answer): void => undefined;
    const strategy = new Scripted({ 3: () => new Promise<Answer>((resolve) => {
      answer = resolve;
    }) });
    const given = run({ strategy });
    const events = eventsOf(given);
    await expect.poll(() => strategy.asks.at(-1)).toBe(3);
    given.stop();
    answer(signal('long', { takeProfitPrice: 1 }));
    expect(await events).toEqual([]);
  });

  it('does not begin what risk was still judging, and gives the slot back', async () => {
    const release = vi.spyOn(Admission.prototype, 'release');
    let verdict = (_: RiskVerdict): void => undefined;
    let judged = 0;
    const rule: RiskRule = { name: 'slow', judge: () => (judged++, new Promise<RiskVerdict>((resolve) => {
      verdict = resolve;
    })) };
    const given = run({ strategy: new Scripted({ 2: () => signal('long', { id: 'mine' }) }), risk: [rule] });
    const events = eventsOf(given);
    await expect.poll(() => judged).toBe(1);
    given.stop();
    verdict({ allowed: true });
    expect([await events, release.mock.calls]).toMatchObject([[], [[{ id: 'mine' }]]]);
  });

  it('takes no signal that the very ask which stopped it returns', async () => {
    const given = run({ strategy: new Scripted({ 3: () => {
      given.stop();
      return signal();
    } }) });
    expect(await eventsOf(given)).toEqual([]);
  });

  it('does not open what risk was still judging, and the slot goes back', async () => {
    let verdict = (_: RiskVerdict): void => undefined;
    const slots: number[] = [];
    const rule: RiskRule = {
      name: 'slow',
      judge: ({ activePositions, at }) => {
        slots.push(activePositions.length);
        return at === 'creation' ? { allowed: true } : new Promise<RiskVerdict>((resolve) => {
          verdict = resolve;
        });
      },
    };
    const source = new PageSource([candles(-10, 200, { 5: [100, 100, 97, 99] })]);
    const given = run({ strategy: new Scripted({ 2: () => signal('long', { entryPrice: 98 }) }), candles: source, risk: [rule] });
    const events = eventsOf(given);
    await expect.poll(() => slots.length).toBe(2);
    given.stop();
    verdict({ allowed: true });
    expect([told(await events).map((event) => event.replace(/ \d+$/, '')), slots, given.counts.opened]).toEqual([['scheduled', 'cancelled stopped'], [0, 0], 0]);
  });
});

describe('risk', () => {
  it('sees no position of a signal that has ended', async () => {
    const slots: number[] = [];
    const rule: RiskRule = { name: 'watch', judge: ({ activePositions }) => {
      slots.push(activePositions.length);
      return { allowed: true };
    } };
    const source = new PageSource([candles(-10, 200, { 3: [100, 111, 99, 105], 5: [100, 100, 94, 99] })]);
    const strategy = new Scripted({ 1: () => signal(), 4: ({ price }) => signal('long', { takeProfitPrice: price * 1.002 }), 5: () => signal('long', { takeProfitPrice: 120 }), 6: () => signal('long', { entryPrice: 90, stopLossPrice: 80 }) });
    await eventsOf(run({ strategy, candles: source, risk: [rule] }));
    expect(slots).toEqual([0, 0, 0, 0]);
  });

  it('that refuses is told with its reason, and the run goes on', async () => {
    const rule: RiskRule = { name: 'no', judge: ({ nowMs }) => (nowMs === minute(1) ? { allowed: false, reason: 'too early' } : { allowed: true }) };
    const events = await eventsOf(run({ strategy: new Scripted({ 1: () => signal(), 2: () => signal() }), risk: [rule] }));
    expect([told(events), events[0]]).toMatchObject([['refused 1', 'opened 2', 'time-expired 62'], { refusal: { by: 'risk', reason: 'too early' } }]);
  });

  it('that refuses an activation cancels it as rejected', async () => {
    const rule: RiskRule = { name: 'no', judge: ({ at }) => (at === 'activation' ? { allowed: false, reason: 'full' } : { allowed: true }) };
    const source = new PageSource([candles(-10, 200, { 5: [100, 100, 97, 99] })]);
    expect(told(await eventsOf(run({ strategy: new Scripted({ 2: () => signal('long', { entryPrice: 98 }) }), candles: source, risk: [rule] })))).toEqual(['scheduled 2', 'cancelled rejected 5']);
  });

  it.each([
    ['at once', (verdict: RiskVerdict): RiskVerdict => verdict],
    ['later', (verdict: RiskVerdict): Promise<RiskVerdict> => Promise.resolve(verdict)],
  ])('that answers %s gives the same events', async (_name, answer) => {
    const rule: RiskRule = { name: 'any', judge: ({ nowMs }) => answer(nowMs === minute(1) ? { allowed: false, reason: 'no' } : { allowed: true }) };
    const source = new PageSource([candles(-10, 200, { 5: [100, 100, 94, 99] })]);
    const strategy = new Scripted({ 1: () => signal(), 2: () => signal('long', { entryPrice: 98 }), 7: () => signal('short') });
    expect(told(await eventsOf(run({ strategy, candles: source, risk: [rule] })))).toEqual(['refused 1', 'scheduled 2', 'opened 5', 'stop-loss 5', 'opened 7', 'time-expired 67']);
  });

  it('is followed by the size, which is what is traded', async () => {
    const sizer = { name: 'half', size: () => 0.5 };
    expect((await eventsOf(run({ strategy: new Scripted({ 1: () => signal() }), sizer })))[0]).toMatchObject({ position: { entry: { quantity: 0.5 } } });
  });
});
