import type { Strategy } from '@tradewright/core';
import { describe, expect, it } from 'vitest';
import { broken, eventsOf, FEWER, LAW_TIMEOUT_MS, optionsOf, randomScenario } from './law.ts';
import { decidedBefore } from './laws/decided.ts';
import { lookAheadLaw } from './laws/look-ahead-law.ts';
import { rewriteLaw } from './laws/rewrite-law.ts';
import { wideScenario } from './laws/wide-scenario.ts';

describe('no look-ahead', () => {
  it('rewriting every candle that has not closed at an instant changes nothing decided before it', async () => {
    expect(await broken(rewriteLaw, FEWER)).toBeNull();
  }, LAW_TIMEOUT_MS);

  it('cutting the candles off at an instant changes nothing decided before it', async () => {
    expect(await broken(lookAheadLaw)).toBeNull();
  }, LAW_TIMEOUT_MS);

  it('a strategy that peeks past its view would be caught: this one reads the candles from outside, and is', async () => {
    let caught = 0;
    for (let seed = 40; seed <= 2000; seed += 40) {
      const scenario = randomScenario(seed);
      const atMs = scenario.candles[Math.floor(scenario.candles.length / 2)]!.openTimeMs;
      const peeking = (candles: typeof scenario.candles) => ({
        ...optionsOf({ ...scenario, candles }),
        strategy: {
          name: 'peek',
          interval: '1m' as const,
          ask: ({ nowMs, price }: { nowMs: number; price: number }) => {
            const tomorrow = candles.find(({ openTimeMs }) => openTimeMs >= nowMs + 30 * 60_000);
            if (tomorrow === undefined) return null;
            const sign = tomorrow.close > price ? 1 : -1;
            return { side: sign === 1 ? ('long' as const) : ('short' as const), takeProfitPrice: price * (1 + sign * 0.01), stopLossPrice: price * (1 - sign * 0.01), lifetimeMinutes: 60 };
          },
        },
      });
      const whole = decidedBefore(await eventsOf(peeking(scenario.candles)), atMs);
      const cut = decidedBefore(await eventsOf(peeking(scenario.candles.filter(({ openTimeMs }) => openTimeMs < atMs))), atMs);
      if (JSON.stringify(whole) !== JSON.stringify(cut)) caught++;
    }
    expect(caught).toBeGreaterThan(0);
  });

  it('shows strategies candles of every interval, up to three days', async () => {
    const newest = new Map<string, number>();
    for (let seed = 1; seed <= 60; seed++) {
      const scenario = wideScenario(seed);
      const noting: Strategy = {
        ...scenario.strategy,
        ask: (context) => scenario.strategy.ask({ ...context, symbol: '', nowMs: context.nowMs, price: context.price, position: null, series: (interval, limit) => noted(interval, context.series(interval, limit)) }),
      };
      await eventsOf(optionsOf(scenario, { strategy: noting }));
    }
    function noted<T extends { readonly length: number }>(interval: string, view: T): T {
      newest.set(interval, Math.max(newest.get(interval) ?? 0, view.length));
      return view;
    }
    expect([...newest].filter(([, rows]) => rows < 3)).toEqual([]);
    expect(newest.size).toBe(13);
  });
});
