import { describe, expect, it } from 'vitest';
import type { RunEvent } from './event.ts';
import { candles, minute, minutesOf } from './run.fixture.ts';
import { backtest } from './backtest.ts';
import { ArraySource } from '../testing/array-source.ts';
import type { Signal } from '../signal/signal.ts';

const partials = { profitFracs: [0.1, 0.5], lossFracs: [0.4, 0.8] };

async function run(told: Parameters<typeof candles>[2], signal: Partial<Signal> = {}, trigger: 'candle-range' | 'vwap' = 'candle-range', stepEvery = false): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  const asked = { side: 'long', takeProfitPrice: 110, stopLossPrice: 90, lifetimeMinutes: 60, ...signal } as const;
  const strategy = { name: 'once', interval: '1m', ask: ({ nowMs }: { nowMs: number }) => (nowMs === minute(0) ? asked : null) } as const;
  const run = backtest({ symbol: 'X', strategy, candles: new ArraySource(candles(-30, 200, told)), fromMs: minute(0), toMs: minute(100), rules: { trigger, partials }, stepEvery });
  for await (const event of run) events.push(event);
  return events;
}

const told = (events: readonly RunEvent[]): string[] => events.flatMap((event) => (event.kind === 'partial' ? [`${event.direction} ${event.levelFrac} at ${minutesOf(event.atMs)}`] : []));

/** Candles that stay at a price for minutes `[from, to)`. */
const at = (from: number, to: number, price: number) => Object.fromEntries(Array.from({ length: to - from }, (_, i) => [from + i, [price, price, price, price]] as const));

describe.each([false, true])('levels on the way (every candle stepped: %s)', (stepEvery) => {
  it('are found where the VWAP comes to them, not where a candle touches them', async () => {
    const events = await run({ 10: [100, 106, 100, 100], ...at(20, 30, 106) }, {}, 'candle-range', stepEvery);
    // Minute 20: VWAP 101.2; minute 24: 106, five of five. The spike of minute 10 averages to 100.4.
    expect(told(events)).toEqual(['profit 0.1 at 20', 'profit 0.5 at 24']);
  });

  it('are measured after an activation by candles from the activation on only', async () => {
    // The market waits at 106, dips to the entry at 100 for one candle and goes on at 100.5: no candle after the entry
    // shows half of the way, though the VWAP of five does.
    const events = await run({ ...at(-30, 10, 106), 10: [106, 106, 99.9, 100], ...at(11, 40, 100.5) }, { entryPrice: 100 }, 'candle-range', stepEvery);
    expect(told(events)).toEqual(['profit 0.1 at 10']);
    const [partial] = events.filter((event) => event.kind === 'partial');
    expect(partial).toMatchObject({ price: (106 + 99.9 + 100) / 3 });
  });

  it('are told under the VWAP trigger at the tick itself', async () => {
    const events = await run(at(20, 30, 106), {}, 'vwap', stepEvery);
    expect(told(events)).toEqual(['profit 0.1 at 21', 'profit 0.5 at 25']);
  });
});
