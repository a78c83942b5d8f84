import { describe, expect, it } from 'vitest';
import { SourceError } from '../../error.ts';
import { columnsOf } from '../../market/columns.ts';
import { alreadyCancelled, cancelByHand } from '../../testing/cancel-by-hand.ts';
import { asking, cachedOver, candles, KEY, minute, read, span, type Cached } from './candles.fixture.ts';

const HELD = candles(3000);

/** One that has read 3,000 minutes while the source lacked some of them, which it has now. */
async function withHoles(lacks: (n: number) => boolean): Promise<Cached> {
  const place = cachedOver(HELD.filter((_, i) => !lacks(i)), 100_000);
  await read(place.cached, asking(0, 3000));
  place.source.candlesHeld = HELD;
  place.source.asked.length = 0;
  place.fills.length = 0;
  return place;
}

describe('repair', () => {
  it('asks again for what is not there, near holes together, and keeps what comes', async () => {
    const { cached, source } = await withHoles((n) => n === 10 || (n >= 200 && n < 220) || n >= 2950);
    expect(await cached.repair(asking(0, 5000))).toEqual({ holes: 71, mended: 71, differing: 0 });
    expect(source.questions).toEqual([[10, 220], [2950, 3000]]);
    expect(await read(cached, asking(0, 3000))).toEqual(HELD);
  });

  it('finds nothing to do where no candle is missing, or the rest was never asked for', async () => {
    const { cached, source } = await withHoles(() => false);
    expect(await cached.repair(asking(-1000, 9000))).toEqual({ holes: 0, mended: 0, differing: 0 });
    expect(source.asked).toEqual([]);
  });

  it('counts holes that stay', async () => {
    const { cached, source } = await withHoles((n) => n >= 100 && n < 200);
    source.candlesHeld = HELD.filter((_, i) => i < 150 || i >= 200);
    expect(await cached.repair(asking(0, 3000))).toEqual({ holes: 100, mended: 50, differing: 0 });
  });

  it('tells what comes otherwise on the way, and leaves it', async () => {
    const { cached, source, fills } = await withHoles((n) => n === 10 || n === 20);
    source.candlesHeld = HELD.map((candle, i) => (i === 15 ? { ...candle, volume: 99 } : candle));
    expect(await cached.repair(asking(0, 3000))).toEqual({ holes: 2, mended: 2, differing: 1 });
    expect(fills[0]!.filled.differences).toEqual([{ stored: HELD[15], got: { ...HELD[15], volume: 99 } }]);
    expect((await read(cached, asking(15, 16)))[0]).toEqual(HELD[15]);
  });

  it('keeps what came before a failure or a cancel', async () => {
    const { cached, source } = await withHoles((n) => n < 300);
    const cancel = cancelByHand();
    source.onPage = (page) => {
      if (page[0]!.openTimeMs === minute(100)) cancel.fire();
      if (page[0]!.openTimeMs === minute(200)) throw new SourceError('source/http', '503');
      return page;
    };
    expect(await cached.repair({ ...asking(0, 3000), cancel })).toEqual({ holes: 300, mended: 100, differing: 0 });
    await expect(cached.repair(asking(0, 3000))).rejects.toThrow('503');
    source.onPage = (page) => page;
    expect(await cached.repair(asking(0, 3000))).toEqual({ holes: 100, mended: 100, differing: 0 });
  });

  it('takes nothing for a hole when it was cancelled before it looked', async () => {
    const { cached, source } = await withHoles((n) => n < 300);
    expect(await cached.repair({ ...asking(0, 3000), cancel: alreadyCancelled() })).toEqual({ holes: 0, mended: 0, differing: 0 });
    expect(source.asked).toEqual([]);
  });
});

describe('verify', () => {
  it('compares what is stored with what the source says now, and changes nothing', async () => {
    const { cached, source, store, fills } = await withHoles((n) => n === 700 || n === 2999);
    source.candlesHeld = HELD.filter((_, i) => i !== 50).map((candle, i) => (i === 1500 ? { ...candle, volume: 99 } : candle));
    const changed = source.candlesHeld[1500]!;
    const before = await store.contentHash(KEY, span(0, 3000));
    expect(await cached.verify(asking(0, 5000))).toEqual({ compared: 2998, unknown: 2, differing: 2, differences: [{ stored: HELD[50], got: null }, { stored: HELD[1501], got: changed }] });
    expect(await store.contentHash(KEY, span(0, 3000))).toBe(before);
    expect([source.questions, fills]).toEqual([[[0, 3000]], []]);
  });

  it('counts every difference, and tells the first hundred', async () => {
    const { cached, source } = await withHoles(() => false);
    source.candlesHeld = HELD.map((candle) => ({ ...candle, volume: candle.volume + 1 }));
    const found = await cached.verify(asking(0, 3000));
    expect([found.differing, found.differences.length, found.differences[99]!.stored]).toEqual([3000, 100, HELD[99]]);
  });

  it('asks only for what is covered, and passes on what the source fails with', async () => {
    const { cached, source, store } = cachedOver(HELD, 100_000);
    await store.fill(KEY, span(100, 200), columnsOf(HELD.slice(100, 200)));
    expect(await cached.verify(asking(0, 1000))).toMatchObject({ compared: 100, unknown: 0, differing: 0 });
    expect(source.questions).toEqual([[100, 200]]);
    source.onPage = () => {
      throw new SourceError('source/http', '503');
    };
    await expect(cached.verify(asking(0, 1000))).rejects.toThrow('503');
  });
});
