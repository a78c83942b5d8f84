import { describe, expect, it } from 'vitest';
import type { CandleColumns } from '../market/columns.ts';
import type { Answer } from '../ports/strategy.ts';
import type { RiskVerdict } from '../ports/risk-rule.ts';
import { candles, eventsOf, minute, PageSource, run, Scripted, signal, told } from './run.fixture.ts';

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
const DONE = { value: undefined, done: true };

describe('a cancelled run', () => {
  it('asks for nothing when it was cancelled before it began', async () => {
    const source = new PageSource([candles(-10, 200)]);
    const given = run({ candles: source, cancel: AbortSignal.abort() });
    expect([await eventsOf(given), source.handedOut, given.cancelled]).toEqual([[], 0, true]);
  });

  it('ends although its source never answers', async () => {
    const source = new PageSource([candles(-10, 5), never<CandleColumns>()]);
    const stop = new AbortController();
    const given = run({ candles: source, cancel: stop.signal });
    const events = eventsOf(given);
    await expect.poll(() => source.handedOut).toBe(2);
    stop.abort();
    expect([await events, given.cancelled, source.released]).toEqual([[], true, 1]);
  });

  it('ends although releasing the source never answers', async () => {
    const stop = new AbortController();
    const stuck = { name: 'stuck', candles: () => ({ [Symbol.asyncIterator]: () => ({ next: () => never<IteratorResult<CandleColumns>>(), return: () => never<IteratorResult<CandleColumns>>() }) }) };
    const given = run({ candles: stuck, cancel: stop.signal });
    const next = given.next();
    stop.abort();
    expect(await next).toEqual(DONE);
  });

  it('ends although its strategy never answers', async () => {
    const stop = new AbortController();
    const strategy = new Scripted({ 3: () => never<Answer>() });
    const source = new PageSource([candles(-10, 200)]);
    const given = run({ strategy, candles: source, cancel: stop.signal });
    const next = given.next();
    await expect.poll(() => strategy.asks.at(-1)).toBe(3);
    stop.abort();
    expect([await next, given.cancelled, source.released]).toEqual([DONE, true, 1]);
  });

  it('ends although the strategy itself cancels it and then never answers', async () => {
    const stop = new AbortController();
    const strategy = new Scripted({ 3: () => {
      stop.abort();
      return never<Answer>();
    } });
    expect(await run({ strategy, cancel: stop.signal }).next()).toEqual(DONE);
  });

  it('ends although a risk rule never answers', async () => {
    const stop = new AbortController();
    let judged = 0;
    const rule = { name: 'slow', judge: () => {
      judged++;
      return never<RiskVerdict>();
    } };
    const next = run({ strategy: new Scripted({ 3: () => signal() }), risk: [rule], cancel: stop.signal }).next();
    await expect.poll(() => judged).toBe(1);
    stop.abort();
    expect(await next).toEqual(DONE);
  });

  it('tells first what had happened already', async () => {
    const stop = new AbortController();
    const strategy = new Scripted({ 3: () => {
      stop.abort();
      return signal();
    } });
    expect(told(await eventsOf(run({ strategy, cancel: stop.signal })))).toEqual(['opened 3']);
  });

  it('says how far it came', async () => {
    const stop = new AbortController();
    const given = run({ strategy: new Scripted({ 40: () => stop.abort() as undefined }), toMs: minute(100), cancel: stop.signal });
    await eventsOf(given);
    expect([given.progressFrac >= 0.4, given.progressFrac < 0.6]).toEqual([true, true]);
  });

  it('hears no late answer', async () => {
    const stop = new AbortController();
    let answer = (_: Answer): void => undefined;
    const strategy = new Scripted({ 3: () => new Promise<Answer>((resolve) => {
      answer = resolve;
    }) });
    const given = run({ strategy, cancel: stop.signal });
    const next = given.next();
    await expect.poll(() => strategy.asks.at(-1)).toBe(3);
    stop.abort();
    await next;
    answer(signal());
    expect([await given.next(), given.counts.opened]).toEqual([DONE, 0]);
  });

  it.each([
    ['ended by itself', async (given: ReturnType<typeof run>) => void (await eventsOf(given))],
    ['was left', async (given: ReturnType<typeof run>) => void (await given.return())],
    ['failed', async (given: ReturnType<typeof run>) => void (await given.throw(new Error('x')).catch(() => undefined))],
  ])('leaves no listener behind once it %s', async (_name, end) => {
    let listeners = 0;
    const cancel = { aborted: false, addEventListener: () => void listeners++, removeEventListener: () => void listeners-- };
    await end(run({ cancel }));
    expect(listeners).toBe(0);
  });

  it('passes its signal on to the source', async () => {
    const stop = new AbortController();
    const source = new PageSource([candles(-10, 200)]);
    await eventsOf(run({ candles: source, cancel: stop.signal }));
    expect(source.asked[0]!.cancel).toBe(stop.signal);
  });
});
