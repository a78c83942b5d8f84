import { describe, expect, it } from 'vitest';
import type { Candle } from '../../market/candle.ts';
import { asking, cachedOver, candles, coveredMinutes, minute, read, span, type AskedSource } from './candles.fixture.ts';

const HELD = candles(1000);

/** From now on the source breaks the candle of a minute, so many times. */
function breaks(source: AskedSource, n: number, times: number, change: (candle: Candle) => readonly Candle[]): void {
  let left = times;
  source.onPage = (page) => page.flatMap((candle) => (candle.openTimeMs === minute(n) && left-- > 0 ? change(candle) : [candle]));
}

const negative = (candle: Candle): readonly Candle[] => [{ ...candle, volume: -1 }];

describe('a broken candle of the source', () => {
  it('is asked for again, after a pause, and what came before it is not', async () => {
    const { cached, source, clock, faults } = cachedOver(HELD, 100_000);
    breaks(source, 250, 2, negative);
    expect(await read(cached, asking(0, 500))).toEqual(HELD.slice(0, 500));
    expect(source.questions).toEqual([[0, 500], [250, 500], [250, 500]]);
    expect(clock.slept).toEqual([1000, 2000]);
    expect(faults).toEqual([]);
  });

  it('is left out when it stays broken: the rest is kept, its slot is not known, and it is told once', async () => {
    const { cached, source, store, faults } = cachedOver(HELD, 100_000);
    breaks(source, 250, Infinity, negative);
    const whole = HELD.slice(0, 500).filter((_, i) => i !== 250);
    for (const _ of [1, 2]) expect(await read(cached, asking(0, 500))).toEqual(whole);
    expect(await coveredMinutes(store)).toEqual([[0, 250], [251, 500]]);
    expect(faults).toEqual(['asked BTCUSDT 1m: candle 2024-01-01T04:10:00.000Z has negative volume -1']);
    expect(await cached.missing(asking(0, 500))).toEqual([span(250, 251)]);
  });

  it('that was left out is asked for again two minutes later, not at every question', async () => {
    const { cached, source, clock } = cachedOver(HELD, 100_000);
    breaks(source, 250, Infinity, negative);
    await read(cached, asking(0, 500));
    source.asked.length = 0;
    source.onPage = (page) => page;
    await clock.pass(119_999);
    for (let from = 240; from < 260; from++) await read(cached, asking(from, from + 5));
    expect(source.questions).toEqual([]);
    await clock.pass(1);
    expect(await read(cached, asking(0, 500))).toEqual(HELD.slice(0, 500));
  });

  it.each<[string, number, (candle: Candle) => readonly Candle[]]>([
    ['comes twice', 251, (candle) => [candle, candle]],
    ['comes once more at the wrong place', 101, (candle) => [candle, HELD[100]!]],
  ])('takes no candle away when it %s', async (_what, againFrom, change) => {
    const { cached, source, store } = cachedOver(HELD, 100_000);
    breaks(source, 250, Infinity, change);
    expect(await read(cached, asking(0, 500))).toEqual(HELD.slice(0, 500));
    expect(await coveredMinutes(store)).toEqual([[0, 500]]);
    expect(source.questions).toEqual([[0, 500], [againFrom, 500]]);
  });

  it.each<[string, (candle: Candle) => readonly Candle[]]>([
    ['has no time', (candle) => [{ ...candle, openTimeMs: Number.NaN }]],
    ['lies between two slots', (candle) => [{ ...candle, openTimeMs: candle.openTimeMs + 1 }]],
    ['has no price', (candle) => [{ ...candle, low: 0 }]],
    ['is a thousand times too cheap', (candle) => [{ ...candle, open: 0.01, high: 0.01, low: 0.01, close: 0.01 }]],
  ])('is left out when it %s', async (_what, change) => {
    const { cached, source, store, faults } = cachedOver(HELD, 100_000);
    breaks(source, 250, Infinity, change);
    expect(await read(cached, asking(0, 500))).toEqual(HELD.slice(0, 500).filter((_, i) => i !== 250));
    expect(await coveredMinutes(store)).toEqual([[0, 250], [251, 500]]);
    expect(faults).toHaveLength(1);
  });

  it('takes no other with it: one that comes twice is kept beside it', async () => {
    const { cached, source, store } = cachedOver(HELD, 100_000);
    source.onPage = (page) => page.flatMap((candle) => (candle.openTimeMs === minute(250) ? negative(candle) : candle.openTimeMs === minute(300) ? [candle, candle] : [candle]));
    expect(await read(cached, asking(0, 500))).toHaveLength(499);
    expect(await coveredMinutes(store)).toEqual([[0, 250], [251, 500]]);
  });

  it('is known for too cheap by the candles that are stored before it', async () => {
    const { cached, source, faults } = cachedOver(HELD, 100_000, { batchCandles: 250 });
    breaks(source, 250, Infinity, (candle) => [{ ...candle, open: 0.01, high: 0.01, low: 0.01, close: 0.01 }]);
    expect(await read(cached, asking(0, 500))).toHaveLength(499);
    expect(faults[0]).toContain('anomalously far below');
  });

  it('at the end of what is asked is left to be asked for again', async () => {
    const { cached, source, store } = cachedOver(HELD, 100_000);
    breaks(source, 499, Infinity, negative);
    await read(cached, asking(0, 500));
    expect(await coveredMinutes(store)).toEqual([[0, 499]]);
  });

  it('does not matter where it was not asked for', async () => {
    const { cached, source, faults } = cachedOver(HELD, 100_000);
    source.onPage = (page) => [{ ...HELD[0]!, volume: -1, openTimeMs: minute(-5) }, ...page, { ...HELD[0]!, openTimeMs: minute(100), volume: -1 }];
    expect(await read(cached, asking(0, 100))).toEqual(HELD.slice(0, 100));
    expect(faults).toEqual([]);
  });
});

describe('a source that keeps no order', () => {
  it('once is asked again, from where the disorder began', async () => {
    const { cached, source, store, faults } = cachedOver(HELD, 100_000);
    source.pageSize = 500;
    source.onPage = (page) => (source.asked.length === 1 ? [...page.slice(0, 100), ...page.slice(300), ...page.slice(100, 300)] : page);
    expect(await read(cached, asking(0, 500))).toEqual(HELD.slice(0, 500));
    expect(source.questions).toEqual([[0, 500], [100, 500]]);
    expect(await coveredMinutes(store)).toEqual([[0, 500]]);
    expect(faults).toEqual([]);
  });

  it('hides no candle: what cannot be taken is told, and is not taken for what does not exist', async () => {
    const { cached, source, store, faults } = cachedOver(HELD, 100_000);
    source.pageSize = 500;
    source.onPage = (page) => [...page.slice(250), ...page.slice(0, 250)];
    expect(await read(cached, asking(0, 500))).toEqual(HELD.slice(250, 500));
    expect(await coveredMinutes(store)).toEqual([[250, 500]]);
    expect(faults).toHaveLength(250);
  });

  it('and fails has given nothing for sure before what it gave', async () => {
    const { cached, source, store } = cachedOver(HELD, 100_000);
    source.pageSize = 100;
    const pages = [4, 3, 2];
    let at = 0;
    // Each attempt ends at the second page; the third one is left to fail.
    source.onPage = (_page, { fromMs }) => {
      if (fromMs !== minute(0)) throw new Error('elsewhere');
      const page = source.asked.length < 3 ? pages[at++ % 2] : pages[at++ - 4];
      if (page === undefined) throw new Error('cut');
      return HELD.slice(page * 100, page * 100 + 100);
    };
    await expect(read(cached, asking(0, 500))).rejects.toThrow('cut');
    expect(await coveredMinutes(store)).toEqual([]);
  });

  it('hides none of them behind one that was not asked for', async () => {
    const { cached, source, store, faults } = cachedOver(HELD, 100_000);
    source.onPage = (page) => [...page.slice(0, 40), { ...HELD[0]!, openTimeMs: minute(700) }, { ...HELD[0]!, openTimeMs: minute(-1) }, ...page.slice(40)];
    expect(await read(cached, asking(0, 500))).toEqual(HELD.slice(0, 500));
    expect(await coveredMinutes(store)).toEqual([[0, 500]]);
    expect([source.asked.length, faults]).toEqual([1, []]);
  });

  it('in that its pages overlap costs nothing: what came is there, and nobody is told', async () => {
    const { cached, source, faults } = cachedOver(HELD, 100_000);
    source.onPage = (page, { toMs }) => HELD.filter(({ openTimeMs }) => openTimeMs >= page[0]!.openTimeMs - 300_000 && openTimeMs <= page.at(-1)!.openTimeMs && openTimeMs < toMs);
    expect(await read(cached, asking(0, 500))).toEqual(HELD.slice(0, 500));
    expect(faults).toEqual([]);
  });
});

it('a candle without a time at the end lets nothing rest that was not asked for', async () => {
  const { cached, source } = cachedOver(HELD, 100_000);
  const nowhere = (candle: Candle): Candle => ({ ...candle, openTimeMs: Number.NaN });
  source.onPage = (page) => page.flatMap((candle) => (candle.openTimeMs === minute(499) ? [candle, nowhere(candle)] : candle.openTimeMs === minute(100) ? negative(candle) : [candle]));
  expect(await read(cached, asking(0, 500))).toEqual(HELD.slice(0, 500).filter((_, i) => i !== 100));
  expect(await read(cached, asking(500, 510))).toEqual(HELD.slice(500, 510));
});
