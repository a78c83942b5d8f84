import { afterEach, describe, expect, it, vi } from 'vitest';
import { LARGEST_BLOCK } from '../../market/blocks.ts';
import type { Candle } from '../../market/candle.ts';
import { columnsOf, type CandleColumns } from '../../market/columns.ts';
import { CandleSeries } from '../../market/series.ts';
import type { CandleRange, CandleSource } from '../../ports/candle-source.ts';
import type { Strategy } from '../../ports/strategy.ts';
import { ArraySource } from '../../testing/array-source.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryDisk, MemoryStore } from '../../testing/memory-store.ts';
import { MINUTE_MS, type TimestampMs } from '../../units.ts';
import { candles, minute, Scripted, signal } from '../run.fixture.ts';
import { CountedCancel, Exchange, FickleStore, hear, IDLE_MACHINE, pass, run, settle, SharedStore, type Over } from './live.fixture.ts';
import type { LiveRun } from './live-run.ts';
import { ReplayClock } from './replay-clock.ts';

const MINUTES_OF_A_MONTH = 30 * 24 * 60;

/** Candles without an end, made when they are asked for; a wave, so that positions open and close. */
class Wave implements CandleSource {
  readonly name = 'wave';
  asked = 0;

  async *candles({ fromMs, toMs }: CandleRange): AsyncGenerator<CandleColumns> {
    this.asked++;
    for (let atMs = fromMs; atMs < toMs; atMs += 1000 * MINUTE_MS) yield columnsOf(Array.from({ length: Math.min(1000, (toMs - atMs) / MINUTE_MS) }, (_, i) => candleAt(atMs + i * MINUTE_MS)));
  }
}

function candleAt(openTimeMs: TimestampMs): Candle {
  const price = 100 + 8 * Math.sin(openTimeMs / MINUTE_MS / 40);
  return { openTimeMs, open: price, high: price * 1.001, low: price * 0.999, close: price, volume: 1 };
}

const eager: Strategy = { name: 'eager', interval: '15m', ask: ({ price }) => ({ side: 'long', entryPrice: price * 0.995, takeProfitPrice: price * 1.02, stopLossPrice: price * 0.97, lifetimeMinutes: 600 }) };

/** An answer that has to be waited for. */
function later<T>(answer: T): () => Promise<T> {
  return () => Promise.resolve(answer);
}

/** A run over so many minutes, as fast as it goes. */
function month(minutes: number, over: Over): LiveRun {
  const end = new CountedCancel();
  const time = new ReplayClock({ machine: IDLE_MACHINE, startMs: minute(0), endMs: minute(minutes), onEnd: () => end.abort() });
  return run(time.join(), { machineClock: IDLE_MACHINE, cancel: end, ...over });
}

const seriesOf = (append: { readonly mock: { readonly contexts: readonly unknown[] } }): CandleSeries => append.mock.contexts.at(-1) as CandleSeries;

afterEach(() => void vi.restoreAllMocks());

describe('a month of minutes', () => {
  it('leaves a run as large as it was: candles nobody needs are let go of', async () => {
    const append = vi.spyOn(CandleSeries.prototype, 'append');
    const disk = new MemoryDisk();
    let minutes = 0;
    let largest = 0;
    for await (const { event } of month(MINUTES_OF_A_MONTH, { strategy: eager, candles: new Wave(), store: new MemoryStore(disk) })) {
      if (event.kind !== 'ticked') continue;
      minutes++;
      largest = Math.max(largest, seriesOf(append).vwap.length);
      append.mockClear();
    }
    expect([minutes, largest <= 4 * LARGEST_BLOCK, disk.events.length > 300]).toEqual([MINUTES_OF_A_MONTH + 1, true, true]);
  }, 120_000);

  it('is asked for once', async () => {
    const wave = new Wave();
    for await (const { event } of month(3000, { candles: wave })) expect(event.kind).toBe('ticked');
    expect(wave.asked).toBe(3001);
  });
});

describe('when a run has ended, no alarm and no listener is left,', () => {
  const busy = (): Scripted => new Scripted({ 1: later(signal()), 3: later(null), 4: later(signal('long', { entryPrice: 99 })) });

  it.each<[string, (given: LiveRun) => void]>([
    ['because it was stopped', (given) => given.stop()],
    ['because it was left', (given) => void given.return()],
  ])('%s', async (_what, endIt) => {
    const clock = new FakeClock(minute(0));
    const cancel = new CountedCancel();
    const given = run(clock, { cancel, strategy: busy(), candles: new Exchange(clock, candles(-10, 30, { 2: [100, 111, 100, 100] }), { 3: 2000, 4: 9000 }), store: new SharedStore(new MemoryDisk(() => clock.nowMs())) });
    const { ended } = hear(given);
    await pass(clock, 6 * MINUTE_MS);
    expect(clock.pending).toBeGreaterThan(0);
    endIt(given);
    await ended;
    expect([clock.pending, cancel.listeners.size]).toEqual([0, 0]);
  });

  it('because its store failed', async () => {
    const clock = new FakeClock(minute(0));
    const cancel = new CountedCancel();
    const store = new FickleStore(new MemoryDisk(() => clock.nowMs()));
    store.onCommit = (): void => {
      if (store.commits > 2) throw new Error('broken');
    };
    const { ended } = hear(run(clock, { cancel, strategy: busy(), store, candles: new ArraySource(candles(-10, 30, { 2: [100, 111, 100, 100] })) }));
    await pass(clock, 5 * MINUTE_MS);
    await expect(ended).rejects.toThrow('broken');
    expect([clock.pending, cancel.listeners.size]).toEqual([0, 0]);
  });

  it('and while it goes on there are never more of them, however long it goes on', async () => {
    const clock = new FakeClock(minute(0));
    const cancel = new CountedCancel();
    const given = run(clock, { cancel, strategy: new Scripted(Object.fromEntries(Array.from({ length: 300 }, (_, n) => [n, () => Promise.resolve(null)]))), store: new SharedStore(new MemoryDisk(() => clock.nowMs())) });
    hear(given);
    await pass(clock, 3 * MINUTE_MS);
    const early = [clock.pending, cancel.listeners.size];
    await pass(clock, 100 * MINUTE_MS);
    expect([clock.pending, cancel.listeners.size]).toEqual(early);
    await given.return();
    await settle();
    expect([clock.pending, cancel.listeners.size]).toEqual([0, 0]);
  });
});
