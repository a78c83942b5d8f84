import type { Candle } from '../../../market/candle.ts';
import { candleAt, columnsOf } from '../../../market/columns.ts';
import { intervalMs, type Interval } from '../../../market/interval.ts';
import type { CandleStore, Filled, SeriesKey, Span } from '../../../ports/candle-store.ts';
import { MINUTE_MS, type TimestampMs } from '../../../units.ts';
import { assert, assertRejects } from '../../assert.ts';
import type { SuiteCase } from '../../case.ts';
import { randomCandles } from '../../random-candles.ts';

/** A new, empty place where a store can keep its candles. */
export interface CandleStoreSubject {
  /** Opens the store at this place. Again, after the first was closed, is a restart; beside it, a second process. */
  open(): Promise<CandleStore>;
  /** The case is over and its stores are closed: clears the place away. */
  dispose?(): Promise<void>;
}

/** What a store may do without, if its subject says why under `lacks`. */
export type CandleStoreNeed = 'sharing';

/** A subject's place during one case. It closes what the case left open. */
export class CandlePlace {
  readonly #subject: CandleStoreSubject;
  readonly #open: Set<CandleStore> = new Set();

  constructor(subject: CandleStoreSubject) {
    this.#subject = subject;
  }

  async open(): Promise<CandleStore> {
    const store = await this.#subject.open();
    this.#open.add(store);
    return store;
  }

  async restart(store: CandleStore): Promise<CandleStore> {
    this.#open.delete(store);
    await store.close();
    return this.open();
  }

  async leave(): Promise<void> {
    const closed = await Promise.allSettled([...this.#open].map((store) => store.close()));
    await this.#subject.dispose?.();
    for (const result of closed) if (result.status === 'rejected') throw result.reason;
  }
}

/** A case that gets a place, and leaves it closed. */
export function at(id: string, title: string, run: (place: CandlePlace) => Promise<void>, needs?: CandleStoreNeed): SuiteCase<CandleStoreSubject> {
  return {
    id,
    title,
    ...(needs === undefined ? {} : { needs }),
    async run(fresh) {
      const place = new CandlePlace(await fresh());
      try {
        await run(place);
      } finally {
        await place.leave();
      }
    },
  };
}

export const BEGAN_MS: TimestampMs = Date.UTC(2024, 0, 1);

export const KEY: SeriesKey = { exchange: 'binance', symbol: 'BTCUSDT', interval: '1m' };

/** `[from, to)` in minutes since the beginning of 2024. */
export function minutes(from: number, to: number): Span {
  return { fromMs: BEGAN_MS + from * MINUTE_MS, toMs: BEGAN_MS + to * MINUTE_MS };
}

export function within({ fromMs, toMs }: Span, candles: readonly Candle[]): Candle[] {
  return candles.filter(({ openTimeMs }) => openTimeMs >= fromMs && openTimeMs < toMs);
}

/** A candle for every slot of a span. */
export function candlesOf({ fromMs, toMs }: Span, interval: Interval = '1m', seed = 7): Candle[] {
  const stepMs = intervalMs(interval);
  return randomCandles({ seed, count: (toMs - fromMs) / stepMs, fromMs: 0 }).map((candle, i) => ({ ...candle, openTimeMs: fromMs + i * stepMs }));
}

export function fill(store: CandleStore, span: Span, candles: readonly Candle[], key: SeriesKey = KEY): Promise<Filled> {
  return store.fill(key, span, columnsOf(candles));
}

export async function read(store: CandleStore, span: Span, key: SeriesKey = KEY): Promise<Candle[]> {
  const candles: Candle[] = [];
  for await (const page of store.candles(key, span)) for (let row = 0; row < page.length; row++) candles.push(candleAt(page, row));
  return candles;
}

/** Every span there can be, as far as a store has to know. */
export const ALWAYS: Span = { fromMs: 0, toMs: Date.UTC(2100, 0, 1) };

/** All that the store has in a span are these candles, to the bit. */
export async function assertHolds(store: CandleStore, span: Span, wanted: readonly Candle[], what: string, key: SeriesKey = KEY): Promise<void> {
  const seen = await read(store, span, key);
  for (let i = 0; i < Math.max(seen.length, wanted.length); i++) {
    const [a, b] = [seen[i], wanted[i]];
    const alike = a !== undefined && b !== undefined && a.openTimeMs === b.openTimeMs && a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close && a.volume === b.volume;
    assert(alike, `${what}: candle ${i} of ${wanted.length} should be ${JSON.stringify(b)}, is ${JSON.stringify(a)} of ${seen.length}`);
  }
}

/** What the call failed with must carry this code. */
export async function assertCode(code: string, call: () => unknown, what: string): Promise<void> {
  const error = await assertRejects(call, what);
  const said = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  assert(said === code, `${what}: expected an error ${code}, got ${said}`);
}
