import type { RunEvent } from '@tradewright/core/run';
import { ArraySource, randomCandles } from '@tradewright/core/testing';
import { describe, expect, it } from 'vitest';
import { decisions, eventsOf, optionsOf, randomScenario, seeds } from './law.ts';

/** What was decided before an instant. Ends forced by the end of the data are no decisions. */
function decidedBefore(events: readonly RunEvent[], atMs: number): RunEvent[] {
  return decisions(events).filter((event) => {
    if (event.kind === 'failed') return event.atMs < atMs;
    if (!('knownAtMs' in event) || event.knownAtMs >= atMs) return false;
    return !(event.kind === 'closed' && event.trade.truncated) && !(event.kind === 'cancelled' && event.truncated);
  });
}

describe('no look-ahead', () => {
  it('rewriting every candle that has not closed at an instant changes nothing decided before it', async () => {
    let decided = 0;
    for (const seed of seeds()) {
      const scenario = randomScenario(seed);
      const at = Math.floor(scenario.candles.length * (0.2 + 0.6 * ((seed % 97) / 97)));
      const atMs = scenario.candles[at]!.openTimeMs;
      const before = scenario.candles.slice(0, at);
      const other = randomCandles({ seed: seed + 77_777, count: 200, fromMs: atMs, startPrice: before.at(-1)!.close * (seed % 2 === 0 ? 1.3 : 0.7), moveFrac: 0.02 });
      const rewritten = { ...scenario, candles: [...before, ...other] };
      const told = decidedBefore(await eventsOf(optionsOf(scenario)), atMs);
      expect(decidedBefore(await eventsOf(optionsOf(rewritten)), atMs), `seed ${seed}`).toStrictEqual(told);
      decided += told.length;
    }
    expect(decided).toBeGreaterThan(0);
  });

  it('cutting the candles off at an instant changes nothing decided before it', async () => {
    for (const seed of seeds()) {
      if (seed % 4 !== 0) continue;
      const scenario = randomScenario(seed);
      const at = Math.floor(scenario.candles.length / 2);
      const atMs = scenario.candles[at - 1]!.openTimeMs + 60_000;
      const cut = optionsOf(scenario, { candles: new ArraySource(scenario.candles.slice(0, at), scenario.pageSize) });
      expect(decidedBefore(await eventsOf(cut), atMs), `seed ${seed}`).toStrictEqual(decidedBefore(await eventsOf(optionsOf(scenario)), atMs));
    }
  });

  it('a strategy that peeks past its view would be caught: this one reads the candles from outside, and is', async () => {
    let caught = 0;
    for (const seed of seeds()) {
      if (seed % 40 !== 0) continue;
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
});
