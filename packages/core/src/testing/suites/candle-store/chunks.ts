import { INTERVALS, alignDown, intervalMs, type Interval } from '../../../market/interval.ts';
import type { SeriesKey, Span } from '../../../ports/candle-store.ts';
import type { SuiteCase } from '../../case.ts';
import { assertSame } from '../state-store/place.ts';
import { DAY_MS, MINUTE_MS } from '../../../units.ts';
import { ALWAYS, assertHolds, at, BEGAN_MS, candlesOf, fill, KEY, minutes, within, type CandleStoreSubject } from './place.ts';

/** `count` slots of an interval of which about half lie before the instant. */
function around(atMs: number, interval: Interval, count: number): Span {
  const stepMs = intervalMs(interval);
  const fromMs = alignDown(atMs, stepMs) - Math.floor(count / 2) * stepMs;
  return { fromMs, toMs: fromMs + count * stepMs };
}

function keyOf(interval: Interval): SeriesKey {
  return { ...KEY, interval };
}

/** However a store cuts its series into pieces, nobody sees the cuts. */
export const chunkCases: readonly SuiteCase<CandleStoreSubject>[] = [
  at('KS-07', 'gives 100,000 minutes over the ends of months as they came, and parts of them around every end', async (place) => {
    const span = around(Date.UTC(2024, 2, 1), '1m', 100_000);
    const candles = candlesOf(span);
    let store = await place.open();
    assertSame((await fill(store, span, candles)).added, candles.length, 'candles added');
    store = await place.restart(store);
    await assertHolds(store, ALWAYS, candles, 'all');
    for (const edgeMs of [Date.UTC(2024, 1, 1), Date.UTC(2024, 1, 29), Date.UTC(2024, 2, 1), Date.UTC(2024, 2, 4, 12)]) {
      for (const [before, after] of [[0, 1], [1, 0], [1, 1], [90, 90], [0, 1500], [1500, 0]] as const) {
        const part = { fromMs: edgeMs - before * MINUTE_MS, toMs: edgeMs + after * MINUTE_MS };
        await assertHolds(store, part, within(part, candles), `${before} minutes before ${new Date(edgeMs).toISOString()} to ${after} after`);
      }
    }
  }),
  at('KS-08', 'keeps every interval over the end of a year, each aligned to 1970', async (place) => {
    let store = await place.open();
    for (const interval of INTERVALS) {
      const span = around(BEGAN_MS, interval, 400);
      await fill(store, span, candlesOf(span, interval), keyOf(interval));
    }
    store = await place.restart(store);
    for (const interval of INTERVALS) {
      const span = around(BEGAN_MS, interval, 400);
      const candles = candlesOf(span, interval);
      await assertHolds(store, ALWAYS, candles, interval, keyOf(interval));
      for (const count of [1, 2, 3, 50]) {
        const part = around(BEGAN_MS, interval, count);
        await assertHolds(store, part, within(part, candles), `${count} around the new year, ${interval}`, keyOf(interval));
      }
      assertSame(await store.covered(keyOf(interval), ALWAYS), [span], `covered, ${interval}`);
    }
  }),
  at('KS-09', 'keeps decades of long candles', async (place) => {
    const store = await place.open();
    for (const interval of ['3d', '1d', '12h'] as const) {
      const stepMs = intervalMs(interval);
      const span = { fromMs: alignDown(Date.UTC(1996, 5, 1), stepMs), toMs: alignDown(Date.UTC(2025, 5, 1), stepMs) };
      const candles = candlesOf(span, interval);
      await fill(store, span, candles, keyOf(interval));
      await assertHolds(store, ALWAYS, candles, interval, keyOf(interval));
      for (const year of [1996, 2000, 2023]) {
        const part = { fromMs: alignDown(Date.UTC(year, 0, 1), stepMs), toMs: alignDown(Date.UTC(year + 1, 0, 1), stepMs) };
        await assertHolds(store, part, within(part, candles), `${interval} of ${year}`, keyOf(interval));
      }
    }
  }),
  at('KS-10', 'joins fills whose ends lie on, before and after the ends of days, months and years', async (place) => {
    let store = await place.open();
    const edges = [BEGAN_MS, Date.UTC(2024, 0, 2), Date.UTC(2024, 0, 8), Date.UTC(2024, 1, 1)];
    const ends = [BEGAN_MS - DAY_MS, ...edges.flatMap((edgeMs) => [edgeMs - MINUTE_MS, edgeMs, edgeMs + MINUTE_MS]), Date.UTC(2024, 1, 2)];
    const span = { fromMs: ends[0]!, toMs: ends.at(-1)! };
    const candles = candlesOf(span);
    for (const [i, toMs] of ends.entries()) {
      if (i === 0) continue;
      const part = { fromMs: ends[i - 1]!, toMs };
      assertSame((await fill(store, part, within(part, candles))).added, (toMs - part.fromMs) / MINUTE_MS, `candles added by fill ${i}`);
      assertSame(await store.covered(KEY, ALWAYS), [{ fromMs: span.fromMs, toMs }], `covered after fill ${i}`);
    }
    store = await place.restart(store);
    await assertHolds(store, ALWAYS, candles, 'all');
  }),
  at('KS-11', 'takes its fills in any order: the newest first, the oldest next, the middle last', async (place) => {
    let store = await place.open();
    const candles = candlesOf(minutes(0, 6000));
    for (const [from, to] of [[4000, 6000], [0, 1500], [3000, 4000], [1500, 1501], [1501, 3000]] as const) {
      assertSame((await fill(store, minutes(from, to), candles.slice(from, to))).mended, 0, `candles mended by ${from} to ${to}`);
    }
    for (const when of ['at once', 'after a restart']) {
      await assertHolds(store, ALWAYS, candles, when);
      store = await place.restart(store);
    }
  }),
];
