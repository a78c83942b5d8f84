import { expect, it } from 'vitest';
import { columnsOf } from '../../market/columns.ts';
import type { CandleSource } from '../../ports/candle-source.ts';
import { MemoryStore } from '../../testing/memory-store.ts';
import { PaperBroker } from '../paper-broker.ts';
import { live } from './live.ts';
import { ReplayClock } from './replay-clock.ts';

const MINUTE_MS = 60_000;
const START_MS = 1_700_000_040_000;
const machine = { nowMs: () => 0, elapsedMs: () => 0, breathe: () => Promise.resolve(), sleep: () => Promise.resolve(), after: () => () => undefined };

it('whatever is told of a tick says whether its candle was late, also that it is over', async () => {
  const end = new AbortController();
  const clock = new ReplayClock({ machine, startMs: START_MS, endMs: START_MS + 4 * MINUTE_MS - 1, onEnd: () => end.abort() }).join();
  const lateMs = START_MS + MINUTE_MS;
  const candles: CandleSource = {
    name: 'slow',
    async *candles({ fromMs, toMs }) {
      for (let openTimeMs = Math.max(fromMs, START_MS - 10 * MINUTE_MS); openTimeMs < toMs; openTimeMs += MINUTE_MS) {
        if (openTimeMs === lateMs && clock.nowMs() < lateMs + 2 * MINUTE_MS) return;
        yield columnsOf([{ openTimeMs, open: 100, high: 100, low: 100, close: 100, volume: 1 }]);
      }
    },
  };
  const told: string[] = [];
  const run = live({
    symbol: 'BTCUSDT', store: new MemoryStore(), clock, candles, broker: new PaperBroker({ feeFrac: 0, slippageFrac: 0 }), rules: { trigger: 'vwap' }, cancel: end.signal,
    strategy: { name: 'idler', interval: '1m', ask: () => null },
  });
  for await (const { event, tick } of run) told.push(`${event.kind} ${(tick!.whenMs - START_MS) / MINUTE_MS}${tick!.late ? ' late' : ''}`);
  expect(told).toEqual(['idle 0', 'ticked 0', 'idle 1', 'ticked 1', 'idle 2 late', 'ticked 2 late', 'idle 3', 'ticked 3']);
});
