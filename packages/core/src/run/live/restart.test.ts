import { expect, it } from 'vitest';
import type { Candle } from '../../market/candle.ts';
import { ArraySource } from '../../testing/array-source.ts';
import { MemoryStore } from '../../testing/memory-store.ts';
import { PaperBroker } from '../paper-broker.ts';
import type { LiveEvent } from './event.ts';
import { live } from './live.ts';
import { ReplayClock } from './replay-clock.ts';

const MINUTE_MS = 60_000;
const START_MS = 1_700_000_040_000;
const machine = { nowMs: () => 0, elapsedMs: () => 0, breathe: () => Promise.resolve(), sleep: () => Promise.resolve(), after: () => () => undefined };
const calm: Candle[] = Array.from({ length: 300 }, (_, i) => ({ openTimeMs: START_MS + (i - 200) * MINUTE_MS, open: 100, high: 100, low: 100, close: 100, volume: 1 }));

/** Trades from one minute to another; always in the market. */
async function traded(store: MemoryStore, from: number, to: number): Promise<string[]> {
  const end = new AbortController();
  const clock = new ReplayClock({ machine, startMs: START_MS + from * MINUTE_MS, endMs: START_MS + to * MINUTE_MS - 1, onEnd: () => end.abort() }).join();
  const told: string[] = [];
  const run = live({
    symbol: 'BTCUSDT', store, clock, candles: new ArraySource(calm, 100), broker: new PaperBroker({ feeFrac: 0, slippageFrac: 0 }), rules: { trigger: 'candle-range' }, cancel: end.signal,
    strategy: { name: 'eager', interval: '1m', ask: () => ({ side: 'long', takeProfitPrice: 110, stopLossPrice: 95, lifetimeMinutes: 60 }) },
  });
  for await (const { event } of run) if (told.length < 50 && event.kind !== 'ticked') told.push(`${event.kind} ${minuteOf(event)}`);
  return told;
}

function minuteOf(event: LiveEvent): number {
  return ((('knownAtMs' in event ? event.knownAtMs : 'atMs' in event ? event.atMs : 0) - START_MS) / MINUTE_MS);
}

it('a restored position is judged from where it was left: not by what was before, however far back the strategy may look', async () => {
  const store = new MemoryStore();
  expect(await traded(store, 0, 3)).toEqual(['opened 0', 'active 1', 'active 2']);
  expect(await traded(store, 3, 5)).toEqual(['restored 3', 'active 1', 'active 2', 'active 3', 'active 4']);
});
