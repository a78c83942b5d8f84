import type { Candle } from '../../market/candle.ts';
import { candleAt, columnsOf, type CandleColumns } from '../../market/columns.ts';
import type { CandleRange, CandleSource } from '../../ports/candle-source.ts';
import type { CandleStore, Filled, SeriesKey, Span } from '../../ports/candle-store.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryCandleStore } from '../../testing/memory-candle-store.ts';
import { randomCandles } from '../../testing/random-candles.ts';
import { MINUTE_MS, type DurationMs, type TimestampMs } from '../../units.ts';
import { CachedSource, type CachedSourceOptions } from './cached-source.ts';

const BEGAN_MS = Date.UTC(2024, 0, 1);

export const KEY: SeriesKey = { exchange: 'binance', symbol: 'BTCUSDT', interval: '1m' };

export function minute(n: number): TimestampMs {
  return BEGAN_MS + n * MINUTE_MS;
}

export function span(from: number, to: number): Span {
  return { fromMs: minute(from), toMs: minute(to) };
}

/** Each span as minutes. */
export function inMinutes(spans: readonly Span[]): (readonly [number, number])[] {
  return spans.map(({ fromMs, toMs }) => [(fromMs - BEGAN_MS) / MINUTE_MS, (toMs - BEGAN_MS) / MINUTE_MS]);
}

/** Minutes `[0, count)`. */
export function candles(count: number, seed = 3): Candle[] {
  return randomCandles({ seed, count, fromMs: BEGAN_MS });
}

/** A clock whose sleepers wake at once, and which notes for how long they meant to sleep. */
export class HastyClock extends FakeClock {
  readonly slept: DurationMs[] = [];

  override async sleep(durationMs: DurationMs): Promise<void> {
    this.slept.push(durationMs);
    await this.pass(durationMs);
  }
}

/** A source over candles that can be changed, which notes what it is asked and lets each page pass through somebody's hands. */
export class AskedSource implements CandleSource {
  readonly name = 'asked';
  readonly asked: CandleRange[] = [];
  candlesHeld: readonly Candle[];
  pageSize = 100;
  /** Called before each page; what it throws the source throws. */
  onPage: (page: readonly Candle[], range: CandleRange) => readonly Candle[] | Promise<readonly Candle[]> = (page) => page;

  constructor(held: readonly Candle[]) {
    this.candlesHeld = held;
  }

  async *candles(range: CandleRange): AsyncGenerator<CandleColumns> {
    this.asked.push(range);
    const { fromMs, toMs, cancel } = range;
    const wanted = this.candlesHeld.filter(({ openTimeMs }) => openTimeMs >= fromMs && openTimeMs < toMs);
    for (let at = 0; at < wanted.length; at += this.pageSize) {
      const page = await this.onPage(wanted.slice(at, at + this.pageSize), range);
      if (cancel?.aborted === true) return;
      const columns = columnsOf(page);
      yield columns;
      // A page is valid until the next one is asked for.
      for (const column of [columns.openTimeMs, columns.open, columns.high, columns.low, columns.close, columns.volume]) column.fill(7);
    }
    if (wanted.length === 0) await this.onPage([], range);
  }

  /** What it was asked, in minutes. */
  get questions(): (readonly [number, number])[] {
    return inMinutes(this.asked);
  }
}

export interface Cached {
  readonly cached: CachedSource;
  readonly source: AskedSource;
  readonly store: CandleStore;
  readonly clock: HastyClock;
  readonly fills: { readonly span: Span; readonly filled: Filled }[];
  readonly faults: string[];
}

/** A cached source over these candles, at a minute by the clock. */
export function cachedOver(held: readonly Candle[], nowMinute: number, over: Partial<CachedSourceOptions> = {}): Cached {
  const [source, store, clock] = [new AskedSource(held), new MemoryCandleStore(), new HastyClock(minute(nowMinute))];
  const fills: Cached['fills'] = [];
  const faults: string[] = [];
  const cached = new CachedSource({ source, store, clock, exchange: 'binance', onFill: ({ span: filledSpan, filled }) => fills.push({ span: filledSpan, filled }), onFault: ({ message }) => faults.push(message), ...over });
  return { cached, source, store, clock, fills, faults };
}

export function asking(from: number, to: number): CandleRange {
  return { symbol: KEY.symbol, interval: KEY.interval, ...span(from, to) };
}

export async function read(source: CandleSource, range: CandleRange): Promise<Candle[]> {
  const all: Candle[] = [];
  for await (const page of source.candles(range)) for (let row = 0; row < page.length; row++) all.push(candleAt(page, row));
  return all;
}

export async function coveredMinutes(store: CandleStore): Promise<(readonly [number, number])[]> {
  return inMinutes(await store.covered(KEY, { fromMs: 0, toMs: Date.UTC(2100, 0, 1) }));
}

/** How often each candle was asked for. */
export function timesAsked(source: AskedSource, held: readonly Candle[]): Set<number> {
  return new Set(held.map(({ openTimeMs }) => source.asked.filter(({ fromMs, toMs }) => openTimeMs >= fromMs && openTimeMs < toMs).length));
}

