import type { Clock, Strategy } from '@tradewright/core';
import { live, PaperBroker } from '@tradewright/core/run';
import { MemoryStore } from '@tradewright/core/testing';
import { heldSource } from './held-source.ts';
import { FROM_MS, market, seriesOf } from './market.ts';
import type { BenchResult } from './result.ts';

const SYMBOLS = 200;
const WARM_UP_MINUTES = 3000;
const MOST_MB = 2;
const strategy: Strategy = { name: 'idle', interval: '5m', ask: () => null };

/** What each further symbol costs that has nothing to do, in memory. */
export async function idleSymbol(): Promise<BenchResult> {
  const candles = heldSource(seriesOf(await market(WARM_UP_MINUTES)));
  const nowMs = FROM_MS + WARM_UP_MINUTES * 60_000;
  const clock: Clock = { nowMs: () => nowMs, elapsedMs: () => nowMs, breathe: () => Promise.resolve(), sleep: () => new Promise(() => undefined), after: () => () => undefined };
  const store = new MemoryStore();
  const held: unknown[] = [];
  const add = async (i: number): Promise<void> => {
    const run = live({ symbol: `S${i}`, strategy, candles, rules: { trigger: 'candle-range' }, store, clock, broker: new PaperBroker({ feeFrac: 0, slippageFrac: 0 }) });
    for (let kind = ''; kind !== 'ticked'; kind = (await run.next()).value?.event.kind ?? '');
    held.push(run, run.next()); // it rests until the next tick, which never comes
  };
  for (let i = 0; i < 20; i++) await add(i);
  const before = used();
  for (let i = 20; i < 20 + SYMBOLS; i++) await add(i);
  const mb = (used() - before) / SYMBOLS / 2 ** 20;
  return { value: mb, yardstick: MOST_MB, unit: 'MB', ratio: mb / MOST_MB, target: 1, holds: mb <= MOST_MB, note: `${held.length / 2} symbols at rest after a tick` };
}

function used(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
