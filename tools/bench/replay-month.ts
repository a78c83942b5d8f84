import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { live, PaperBroker, ReplayClock } from '@tradewright/core/run';
import { FsStateStore } from '@tradewright/persist-fs';
import { SystemClock } from 'tradewright';
import { heldSource } from './held-source.ts';
import { FROM_MS, market, seriesOf } from './market.ts';
import type { BenchResult } from './result.ts';
import { crossover } from './year-trade.ts';

const DAY_MS = 86_400_000;
const HISTORY_DAYS = 2;
const DAYS = 30;
/** Before this day the process is still warming up. */
const SETTLED_DAYS = 9;
const SYMBOLS = ['AAAUSDT', 'BBBUSDT'];
const MOST_GROWTH_MB = 4;

interface Sample {
  readonly day: number;
  readonly mb: number;
}

/** Thirty days of two symbols replayed through the live shell, every transition on disk: memory must not grow, and nothing may be left. */
export async function replayMonth(): Promise<BenchResult> {
  const series = seriesOf(await market((HISTORY_DAYS + DAYS) * 1440));
  const directory = await mkdtemp(join(tmpdir(), 'tradewright-bench-'));
  const before = handles();
  const began = performance.now();
  const store = await FsStateStore.open({ directory });
  const { samples, trades } = await replay(store, heldSource(series));
  await store.close();
  const seconds = (performance.now() - began) / 1000;
  const size = process.memoryUsage().rss / 2 ** 20;
  await rm(directory, { recursive: true, force: true });
  await setImmediate(); // what has just ended is still listed
  const left = handles().filter((handle) => !before.includes(handle));
  const growth = slopeOf(samples) * (DAYS - SETTLED_DAYS);
  const note = `growth of the heap over ${DAYS - SETTLED_DAYS} days; ${trades} trades, ${((SYMBOLS.length * DAYS * 1440) / seconds).toFixed(0)} ticks a second, RSS ${size.toFixed(0)} MB, handles left: ${left.length === 0 ? 'none' : left.join(' ')}`;
  return { value: growth, yardstick: MOST_GROWTH_MB, unit: 'MB', ratio: growth / MOST_GROWTH_MB, target: 1, holds: growth <= MOST_GROWTH_MB && left.length === 0, note };
}

async function replay(store: FsStateStore, candles: ReturnType<typeof heldSource>): Promise<{ readonly samples: readonly Sample[]; readonly trades: number }> {
  const machine = new SystemClock();
  const end = new AbortController();
  const startMs = FROM_MS + HISTORY_DAYS * DAY_MS;
  const replayed = new ReplayClock({ machine, startMs, endMs: startMs + DAYS * DAY_MS - 60_000, onEnd: () => end.abort() });
  const samples: Sample[] = [];
  let trades = 0;
  const runs = SYMBOLS.map(async (symbol, i) => {
    const clock = replayed.join();
    const run = live({ symbol, strategy: crossover, candles, rules: { trigger: 'candle-range' }, store, clock, machineClock: machine, broker: new PaperBroker({ feeFrac: 0.001, slippageFrac: 0.001 }), cancel: end.signal });
    for await (const { event } of run) {
      if (event.kind === 'closed') trades++;
      if (i === 0 && event.kind === 'ticked' && event.atMs % DAY_MS === 0) samples.push(sample((event.atMs - startMs) / DAY_MS));
    }
    clock.leave();
  });
  await Promise.all(runs);
  return { samples: samples.filter(({ day }) => day >= SETTLED_DAYS), trades };
}

function sample(day: number): Sample {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return { day, mb: (heapUsed + external) / 2 ** 20 };
}

/** Growth per day, by least squares. */
function slopeOf(samples: readonly Sample[]): number {
  const mean = (of: (one: Sample) => number): number => samples.reduce((sum, one) => sum + of(one), 0) / samples.length;
  const [day, mb] = [mean((one) => one.day), mean((one) => one.mb)];
  const spread = samples.reduce((sum, one) => sum + (one.day - day) ** 2, 0);
  return samples.reduce((sum, one) => sum + (one.day - day) * (one.mb - mb), 0) / spread;
}

function handles(): string[] {
  return process.getActiveResourcesInfo();
}
