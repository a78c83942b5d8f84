import { describe, expect, it } from 'vitest';
import { InputError, SourceError, StoreError } from '../../error.ts';
import type { CandleColumns } from '../../market/columns.ts';
import type { CandleRange, CandleSource } from '../../ports/candle-source.ts';
import { ArraySource } from '../../testing/array-source.ts';
import { cancelByHand } from '../../testing/cancel-by-hand.ts';
import { runSuite } from '../../testing/case.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryCandleStore } from '../../testing/memory-candle-store.ts';
import { candleSourceCases } from '../../testing/suites/candle-source.ts';
import { CachedSource } from './cached-source.ts';
import { asking, cachedOver, candles, coveredMinutes, KEY, minute, read, span, timesAsked, type AskedSource } from './candles.fixture.ts';

/** Reads everything first, so that the suite meets a source that has it all in its store. */
function afterReading(source: CachedSource): CandleSource {
  return { name: source.name, async *candles(range: CandleRange): AsyncGenerator<CandleColumns> {
    if (range.cancel === undefined) for await (const _ of source.candles(range)) continue;
    yield* source.candles(range);
  } };
}

describe.each([['at first', (source: CachedSource): CandleSource => source], ['from its store', afterReading]] as const)('%s', (_when, prepare) => {
  runSuite(candleSourceCases, { describe, it }, {
    name: 'CachedSource',
    fresh: () => ({
      symbol: KEY.symbol,
      hold: (held) => prepare(new CachedSource({ source: new ArraySource(held, 300), store: new MemoryCandleStore(), exchange: 'binance', clock: new FakeClock(Date.UTC(2025, 0, 1)), batchCandles: 700 })),
      holdAt: (held, nowMs) => prepare(new CachedSource({ source: new ArraySource(held.filter(({ openTimeMs }) => openTimeMs <= nowMs), 300), store: new MemoryCandleStore(), exchange: 'binance', clock: new FakeClock(nowMs) })),
    }),
  });
});

const HELD = candles(2000);

/** The source answers no more until it is let go. */
function holdUp(source: AskedSource): { readonly reached: Promise<void>; readonly letGo: () => void } {
  let [reach, letGo] = [(): void => undefined, (): void => undefined];
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const held = new Promise<void>((resolve) => (letGo = resolve));
  source.onPage = async (page) => {
    reach();
    await held;
    return page;
  };
  return { reached, letGo };
}

describe('a cached source', () => {
  it('asks for each candle once, and afterwards for nothing', async () => {
    const { cached, source, store } = cachedOver(HELD, 100_000);
    expect(await read(cached, asking(500, 700))).toEqual(HELD.slice(500, 700));
    expect(await read(cached, asking(0, 1500))).toEqual(HELD.slice(0, 1500));
    expect(await read(cached, asking(100, 1400))).toEqual(HELD.slice(100, 1400));
    expect(source.questions).toEqual([[500, 700], [0, 500], [700, 1500]]);
    expect(await coveredMinutes(store)).toEqual([[0, 1500]]);
  });

  it('asks in batches, and tells of each', async () => {
    const { cached, source, fills } = cachedOver(HELD, 100_000, { batchCandles: 400 });
    await read(cached, asking(0, 1000));
    expect(source.questions).toEqual([[0, 400], [400, 800], [800, 1000]]);
    expect(fills.map(({ filled }) => filled.added)).toEqual([400, 400, 200]);
  });

  it('passes years without a candle in batches that grow, and comes back to its size with the first one', async () => {
    const { cached, source } = cachedOver(HELD, 100_000, { batchCandles: 100 });
    await read(cached, asking(-5000, 300));
    expect(source.questions.slice(0, 7)).toEqual([[-5000, -4900], [-4900, -4700], [-4700, -4300], [-4300, -3500], [-3500, -1900], [-1900, -300], [-300, 300]]);
  });

  it('remembers what does not exist, another process too', async () => {
    const { cached, source, store, clock } = cachedOver(HELD.filter((_, i) => i < 100 || i >= 400), 100_000);
    await read(cached, asking(-100, 600));
    const other = new CachedSource({ source, store, clock, exchange: 'binance' });
    expect(await read(other, asking(-100, 600))).toHaveLength(300);
    expect(source.asked).toHaveLength(1);
  });

  it('keeps the candles of each symbol, interval and exchange apart', async () => {
    const { cached, source, store, clock } = cachedOver(HELD, 100_000);
    await read(cached, asking(0, 10));
    await read(cached, { ...asking(0, 10), symbol: 'ETHUSDT' });
    await read(new CachedSource({ source, store, clock, exchange: 'kraken' }), asking(0, 10));
    expect((await store.series()).map(({ exchange, symbol }) => `${exchange} ${symbol}`)).toEqual(['binance BTCUSDT', 'binance ETHUSDT', 'kraken BTCUSDT']);
    expect(source.asked).toHaveLength(3);
  });

  it('says what is missing', async () => {
    const { cached } = cachedOver(HELD, 1000);
    await read(cached, asking(100, 200));
    await read(cached, asking(300, 400));
    expect(await cached.missing(asking(150, 5000))).toEqual([span(200, 300), span(400, 1000)]);
    expect(await cached.missing(asking(320, 380))).toEqual([]);
    expect(await cached.missing(asking(5000, 6000))).toEqual([]);
  });

  it.each([{ batchCandles: 0 }, { batchCandles: 0.5 }, { batchCandles: Number.NaN }, { settleMs: -1 }, { settleMs: Number.NaN }])('refuses %o', (options) => {
    expect(() => cachedOver(HELD, 100_000, options)).toThrow(InputError);
  });

  it('passes on what the store fails with', async () => {
    const { cached, store } = cachedOver(HELD, 100_000);
    store.fill = async () => Promise.reject(new StoreError('store/io', 'disk full'));
    await expect(read(cached, asking(0, 10))).rejects.toMatchObject({ code: 'store/io' });
  });
});

describe('many who ask a cached source at once', () => {
  it('cause each candle to be asked for once, whatever parts they ask for', async () => {
    const { cached, source } = cachedOver(HELD, 100_000, { batchCandles: 150 });
    const parts = Array.from({ length: 40 }, (_, i) => [(i * 37) % 900, 1000 + ((i * 53) % 1000)] as const);
    const answers = await Promise.all(parts.map(([from, to]) => read(cached, asking(from, to))));
    for (const [i, [from, to]] of parts.entries()) expect(answers[i]).toEqual(HELD.slice(from, to));
    expect(timesAsked(source, HELD.slice(0, 1900))).toEqual(new Set([1]));
    expect(Math.max(...source.questions.map(([from, to]) => to - from))).toBe(150);
  });

  it('do not wait for somebody\'s fetch where the store has what they want', async () => {
    const { cached, source } = cachedOver(HELD, 100_000);
    await read(cached, asking(0, 100));
    const { reached, letGo } = holdUp(source);
    const slow = read(cached, asking(100, 200));
    await reached;
    expect(await read(cached, asking(0, 100))).toEqual(HELD.slice(0, 100));
    letGo();
    expect(await slow).toEqual(HELD.slice(100, 200));
  });

  it('need not wait for their turn once they are cancelled', async () => {
    const { cached, source } = cachedOver(HELD, 100_000);
    const { reached, letGo } = holdUp(source);
    const cancel = cancelByHand();
    const [first, second] = [read(cached, asking(0, 100)), read(cached, { ...asking(0, 100), cancel })];
    await reached;
    cancel.fire();
    expect(await second).toEqual([]);
    letGo();
    expect(await first).toEqual(HELD.slice(0, 100));
    expect(cancel.listeners).toBe(0);
  });

  it('do not wait for it either when they are cancelled while they look at what is stored', async () => {
    const { cached, source, store } = cachedOver(HELD, 100_000);
    const { reached, letGo } = holdUp(source);
    const first = read(cached, asking(0, 100));
    await reached;
    const cancel = cancelByHand();
    const { covered } = store;
    store.covered = async (...question) => {
      cancel.fire();
      return covered.apply(store, question);
    };
    expect(await read(cached, { ...asking(0, 100), cancel })).toEqual([]);
    letGo();
    expect(await first).toEqual(HELD.slice(0, 100));
  });
});

describe('the newest candles of a cached source', () => {
  it('are asked for only when they have closed', async () => {
    const { cached, source, clock } = cachedOver(HELD, 1000);
    await clock.pass(30_000);
    expect(await read(cached, asking(990, 1100))).toEqual(HELD.slice(990, 1000));
    await clock.pass(30_000);
    expect(await read(cached, asking(990, 1100))).toEqual(HELD.slice(990, 1001));
    expect(source.questions).toEqual([[990, 1000], [1000, 1001]]);
  });

  it('may still come: the end of what is asked is known when a newer one came, or two minutes later', async () => {
    const { cached, source, store, clock } = cachedOver(HELD.filter((_, i) => i < 995 || i > 997), 998);
    await read(cached, asking(980, 998));
    expect(await coveredMinutes(store)).toEqual([[980, 996]]);
    source.candlesHeld = HELD.filter((_, i) => i !== 997);
    await read(cached, asking(980, 998));
    expect(await coveredMinutes(store)).toEqual([[980, 997]]);
    await clock.pass(60_000);
    await read(cached, asking(980, 999));
    expect(await coveredMinutes(store)).toEqual([[980, 999]]);
    expect(source.questions).toEqual([[980, 998], [996, 998], [997, 999]]);
    expect(await read(cached, asking(994, 999))).toEqual([HELD[994], HELD[996], HELD[998]]);
  });

  it('leave nothing covered where nothing came and it is too early to say', async () => {
    const { cached, store } = cachedOver([], 1000, { settleMs: 3_600_000 });
    await read(cached, asking(950, 1000));
    expect(await coveredMinutes(store)).toEqual([]);
    await read(cached, asking(900, 1000));
    expect(await coveredMinutes(store)).toEqual([[900, 940]]);
  });
});

describe('a cached source whose source fails', () => {
  it('keeps what came before, says so, and goes on from there', async () => {
    const { cached, source, store } = cachedOver(HELD, 100_000, { batchCandles: 500 });
    let pages = 0;
    source.onPage = (page) => {
      if (++pages === 8) throw new SourceError('source/http', '503', { retryable: true });
      return page;
    };
    await expect(read(cached, asking(0, 1000))).rejects.toMatchObject({ code: 'source/http' });
    expect(await coveredMinutes(store)).toEqual([[0, 700]]);
    expect(await read(cached, asking(0, 1000))).toEqual(HELD.slice(0, 1000));
    expect(source.questions).toEqual([[0, 500], [500, 1000], [700, 1000]]);
  });

  it('does not take the rest for empty', async () => {
    const { cached, source, store } = cachedOver(HELD, 100_000);
    source.onPage = () => {
      throw new SourceError('source/http', '503');
    };
    await expect(read(cached, asking(0, 1000))).rejects.toThrow('503');
    expect(await coveredMinutes(store)).toEqual([]);
  });

  it('fails for who asked, and lets the next one try', async () => {
    const { cached, source } = cachedOver(HELD, 100_000);
    let asked = 0;
    source.onPage = (page) => {
      if (++asked === 1) throw new SourceError('source/http', '503');
      return page;
    };
    const [first, second] = await Promise.allSettled([read(cached, asking(0, 100)), read(cached, asking(0, 100))]);
    expect(first.status).toBe('rejected');
    expect(second).toEqual({ status: 'fulfilled', value: HELD.slice(0, 100) });
  });

  it('ends quietly when it is cancelled, and keeps what came', async () => {
    const { cached, source, store } = cachedOver(HELD, 100_000);
    const cancel = cancelByHand();
    source.onPage = (page) => {
      if (page[0]!.openTimeMs === minute(300)) cancel.fire();
      return page;
    };
    expect(await read(cached, { ...asking(0, 1000), cancel })).toEqual([]);
    expect(await coveredMinutes(store)).toEqual([[0, 300]]);
    expect(await read(cached, asking(0, 1000))).toEqual(HELD.slice(0, 1000));
    expect(source.questions).toEqual([[0, 1000], [300, 1000]]);
  });
});
