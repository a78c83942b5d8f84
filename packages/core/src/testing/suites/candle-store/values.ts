import type { Candle } from '../../../market/candle.ts';
import { columnsOf, sliceColumns } from '../../../market/columns.ts';
import type { SuiteCase } from '../../case.ts';
import { assertSame } from '../state-store/place.ts';
import { MINUTE_MS } from '../../../units.ts';
import { ALWAYS, assertHolds, at, BEGAN_MS, candlesOf, fill, KEY, minutes, within, type CandleStoreSubject } from './place.ts';

const MAX = 1.7976931348623157e308;

/** Numbers that text, decimals and single precision lose. */
export const EXTREME: readonly Candle[] = [
  { openTimeMs: BEGAN_MS, open: 5e-324, high: MAX, low: 5e-324, close: 0.1 + 0.2, volume: 0 },
  { openTimeMs: BEGAN_MS + MINUTE_MS, open: 0.1, high: 0.1 + 0.2, low: 0.1, close: 0.2, volume: MAX },
  { openTimeMs: BEGAN_MS + 2 * MINUTE_MS, open: 1e-7, high: 9007199254740992, low: 1e-8, close: 123456789.12345679, volume: 5e-324 },
];

/** What comes back is what was kept. */
export const valueCases: readonly SuiteCase<CandleStoreSubject>[] = [
  at('KS-01', 'has nothing at first', async (place) => {
    const store = await place.open();
    assertSame(await store.series(), [], 'series');
    assertSame(await store.covered(KEY, ALWAYS), [], 'covered');
    await assertHolds(store, ALWAYS, [], 'candles');
    assertSame(await store.instrument('binance', 'BTCUSDT') ?? 'none', 'none', 'instrument');
  }),
  at('KS-02', 'gives back what it was filled with, at once and after a restart', async (place) => {
    const span = minutes(0, 3000);
    let store = await place.open();
    const filled = await fill(store, span, candlesOf(span));
    assertSame(filled, { added: 3000, mended: 0, differing: 0, differences: [] }, 'what the fill did');
    await assertHolds(store, ALWAYS, candlesOf(span), 'at once');
    store = await place.restart(store);
    await assertHolds(store, span, candlesOf(span), 'after a restart');
  }),
  at('KS-03', 'keeps the smallest, the largest and the most uneven numbers to the bit', async (place) => {
    let store = await place.open();
    await fill(store, minutes(0, 3), EXTREME);
    await assertHolds(store, minutes(0, 3), EXTREME, 'at once');
    store = await place.restart(store);
    await assertHolds(store, minutes(0, 3), EXTREME, 'after a restart');
  }),
  at('KS-04', 'takes a span as half-open: its first instant belongs to it, its last does not', async (place) => {
    const store = await place.open();
    const candles = candlesOf(minutes(0, 10));
    await fill(store, minutes(0, 10), candles);
    for (let from = -2; from < 12; from++) {
      for (let to = from; to < 13; to++) await assertHolds(store, minutes(from, to), within(minutes(from, to), candles), `minutes ${from} to ${to}`);
    }
  }),
  at('KS-05', 'counts only the first rows of longer arrays, also in the middle of others, and keeps no hold of them', async (place) => {
    const store = await place.open();
    const columns = sliceColumns(columnsOf(candlesOf(minutes(-30, 50))), 30, 80);
    await store.fill(KEY, minutes(0, 20), { ...columns, length: 15 });
    for (const column of [columns.openTimeMs, columns.open, columns.high, columns.low, columns.close, columns.volume]) column.fill(1);
    await assertHolds(store, ALWAYS, candlesOf(minutes(-30, 50)).slice(30, 45), 'the candles');
  }),
  at('KS-06', 'keeps a gap a gap', async (place) => {
    let store = await place.open();
    const span = minutes(0, 5000);
    const candles = candlesOf(span).filter((_, i) => i % 7 !== 3 && (i < 1000 || i >= 2440));
    assertSame((await fill(store, span, candles)).added, candles.length, 'candles added');
    for (const when of ['at once', 'after a restart']) {
      await assertHolds(store, span, candles, when);
      await assertHolds(store, minutes(1100, 1200), [], `inside the gap, ${when}`);
      assertSame(await store.covered(KEY, ALWAYS), [span], `covered, ${when}`);
      store = await place.restart(store);
    }
  }),
];
