import { describe, expect, it } from 'vitest';
import { StrategyError } from '../error.ts';
import type { Answer, Strategy } from '../ports/strategy.ts';
import { columnsOf } from '../market/columns.ts';
import { CandleSeries } from '../market/series.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { AskContext, Asker } from './ask.ts';
import { History } from './history.ts';
import { candles, minute, signal, thenable } from './run.fixture.ts';

const series = CandleSeries.over(columnsOf(candles(0, 100)));
const context = new AskContext('BTC/USDT', new History(series, { name: 's' }));
const never = (): Promise<Answer> => new Promise(() => undefined);

function asker(ask: Strategy['ask'], clock?: FakeClock): Asker {
  return new Asker({ name: 's', interval: '1m', ask }, 'BTC/USDT', clock, 1000);
}

describe('the context of an ask', () => {
  it('moves: instant, price and what has closed', () => {
    context.move(minute(50), 101, 50);
    expect([context.symbol, context.nowMs, context.price, context.series('1m', 1).openTimeMs(0)]).toEqual(['BTC/USDT', minute(50), 101, minute(49)]);
  });

  it('may be taken apart by the strategy', () => {
    context.move(minute(50), 101, 50);
    const { price, series: look } = context;
    expect([price, look('1m', 5).openTimeMs(0)]).toEqual([101, minute(45)]);
  });
});

describe('an ask', () => {
  it.each([signal(), null, undefined])('that answers %o at once is not awaited', (answer) => {
    expect(asker(() => answer).ask(context)).toEqual(answer);
  });

  it('that answers at once sets no alarm', () => {
    const clock = new FakeClock();
    void asker(() => null, clock).ask(context);
    expect(clock.pending).toBe(0);
  });

  it('that answers later is a promise of the answer', async () => {
    const answer = signal();
    expect(await asker(() => Promise.resolve(answer)).ask(context)).toEqual(answer);
  });

  const hostile = { toString: () => { throw new Error('hidden'); } };
  const trap = Object.defineProperty({ ...signal() }, 'side', { get: () => { throw new Error('sprung'); } });
  it.each([
    ['throws what cannot be printed', () => { throw hostile as unknown as Error; }, 'a value that cannot be shown'],
    ['rejects with what cannot be printed', () => Promise.reject(hostile as unknown as Error), 'a value that cannot be shown'],
    ['answers a signal that cannot be read', () => trap, 'sprung'],
    ['answers such a signal later', () => Promise.resolve(trap), 'sprung'],
  ])('that %s is an error value', async (_what, ask, message) => {
    const result = await asker(ask).ask(context);
    expect(result).toBeInstanceOf(StrategyError);
    expect((result as StrategyError).message).toContain(message);
  });

  it('that throws is an error value', () => {
    const result = asker(() => {
      throw new Error('x');
    }).ask(context);
    expect(result).toBeInstanceOf(StrategyError);
  });

  it('that rejects is an error value, never a rejection', async () => {
    expect(await asker(() => Promise.reject(new Error('x'))).ask(context)).toBeInstanceOf(StrategyError);
  });

  it.each(['then throws', 'then cannot even be read'])('whose %s is an error value', async (what) => {
    const fail = (): never => {
      throw new Error('x');
    };
    const given = what === 'then throws' ? thenable(fail) : new Proxy(thenable(fail), { get: fail });
    expect(await asker(() => given).ask(context)).toBeInstanceOf(StrategyError);
  });

  it('that is late is an error value from exactly its time on', async () => {
    const clock = new FakeClock();
    let settled: unknown = 'open';
    void Promise.resolve(asker(never, clock).ask(context)).then((result) => {
      settled = result;
    });
    await clock.pass(999);
    expect(settled).toBe('open');
    await clock.pass(1);
    await Promise.resolve();
    expect(settled).toMatchObject({ code: 'strategy/timeout' });
  });

  it('shares one alarm with all others', async () => {
    const clock = new FakeClock();
    const one = asker(() => Promise.resolve(null), clock);
    for (let i = 0; i < 100; i++) await one.ask(context);
    expect(clock.pending).toBe(1);
  });

  it('that is still out is let go when the run ends, and the alarm with it', async () => {
    const clock = new FakeClock();
    const one = asker(never, clock);
    const result = one.ask(context);
    one.close();
    expect([await result, clock.pending]).toEqual([null, 0]);
  });

  it('without a clock waits as long as it takes', async () => {
    let answer = (_: Answer): void => undefined;
    const result = asker(() => new Promise<Answer>((resolve) => {
      answer = resolve;
    })).ask(context);
    answer(null);
    expect(await result).toBeNull();
  });
});
