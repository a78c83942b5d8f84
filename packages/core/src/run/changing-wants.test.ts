import { describe, expect, it } from 'vitest';
import { ArraySource } from '../testing/array-source.ts';
import { backtest } from './backtest.ts';
import type { RunEvent } from './event.ts';
import { candles, minute, minutesOf, PageSource } from './run.fixture.ts';

const quiet = { name: 'quiet', interval: '1h' as const, ask: () => null };

describe('quiet events', () => {
  it('are told from where they begin to be wanted, and to where they end to be', async () => {
    const run = backtest({ symbol: 'X', strategy: quiet, candles: new ArraySource(candles(-10, 100), 10), fromMs: minute(0), toMs: minute(60), rules: { trigger: 'candle-range' }, wants: ['idle'] });
    const told: number[] = [];
    for await (const event of run) {
      if (event.kind === 'idle') told.push(minutesOf(event.atMs));
      if (told.length === 3) run.want([]);
    }
    expect(told).toEqual([0, 1, 2]);
  });

  it('wanted in the middle are told from there', async () => {
    const asked: number[] = [];
    const strategy = { name: 's', interval: '15m' as const, ask: ({ nowMs }: { nowMs: number }) => {
      asked.push(minutesOf(nowMs));
      if (asked.length === 2) run.want(['idle', 'progress']);
      return null;
    } };
    const run = backtest({ symbol: 'X', strategy, candles: new ArraySource(candles(-10, 100)), fromMs: minute(0), toMs: minute(20), rules: { trigger: 'candle-range' } });
    const events: RunEvent[] = [];
    for await (const event of run) events.push(event);
    expect(events.flatMap((event) => (event.kind === 'idle' ? [minutesOf(event.atMs)] : []))).toEqual([16, 17, 18, 19]);
    expect([asked, events.filter(({ kind }) => kind === 'progress').length]).toEqual([[0, 15], 4]);
  });
});

describe('a stop with nothing open', () => {
  it('does not wait for candles that never come', async () => {
    const source = new PageSource([candles(-10, 5), new Promise(() => undefined)]);
    const run = backtest({ symbol: 'X', strategy: quiet, candles: source, fromMs: minute(0), toMs: minute(60), rules: { trigger: 'candle-range' } });
    const end = run.next();
    await expect.poll(() => source.handedOut).toBe(2);
    run.stop();
    expect(await end).toEqual({ value: undefined, done: true });
    expect(source.released).toBe(1);
  });

  it('but with a position open it does', async () => {
    const source = new PageSource([candles(-10, 5), candles(5, 100), new Promise(() => undefined)]);
    const strategy = { name: 's', interval: '1h' as const, ask: () => ({ side: 'long', takeProfitPrice: 110, stopLossPrice: 90, lifetimeMinutes: 50 }) as const };
    const run = backtest({ symbol: 'X', strategy, candles: source, fromMs: minute(0), toMs: minute(60), rules: { trigger: 'candle-range' } });
    expect((await run.next()).value).toMatchObject({ kind: 'opened' });
    run.stop();
    expect((await run.next()).value).toMatchObject({ kind: 'closed', atMs: minute(50) });
    expect((await run.next()).done).toBe(true);
  });
});
