import type { CandleStore, Span } from '../../../ports/candle-store.ts';
import type { SuiteCase } from '../../case.ts';
import { assertSame } from '../state-store/place.ts';
import { MINUTE_MS } from '../../../units.ts';
import { ALWAYS, assertHolds, at, BEGAN_MS, candlesOf, fill, KEY, minutes, type CandleStoreSubject } from './place.ts';

/** In minutes. */
async function coveredMinutes(store: CandleStore, span: Span = ALWAYS): Promise<(readonly [number, number])[]> {
  return (await store.covered(KEY, span)).map(({ fromMs, toMs }) => [(fromMs - BEGAN_MS) / MINUTE_MS, (toMs - BEGAN_MS) / MINUTE_MS]);
}

function orders<T>(items: readonly T[]): T[][] {
  return items.length === 0 ? [[]] : items.flatMap((item, i) => orders(items.filter((_, other) => other !== i)).map((rest) => [item, ...rest]));
}

/** What was asked for is known, candles or not. */
export const coveredCases: readonly SuiteCase<CandleStoreSubject>[] = [
  at('KS-12', 'covers what it was filled with, and tells no more of it than it is asked', async (place) => {
    const store = await place.open();
    await fill(store, minutes(10, 20), candlesOf(minutes(10, 20)));
    await fill(store, minutes(40, 50), candlesOf(minutes(40, 50)));
    const questions: [number, number, (readonly [number, number])[]][] = [
      [0, 60, [[10, 20], [40, 50]]], [10, 50, [[10, 20], [40, 50]]], [12, 45, [[12, 20], [40, 45]]], [12, 15, [[12, 15]]],
      [0, 10, []], [20, 40, []], [50, 60, []], [19, 41, [[19, 20], [40, 41]]], [15, 15, []],
    ];
    for (const [from, to, covered] of questions) assertSame(await coveredMinutes(store, minutes(from, to)), covered, `covered of ${from} to ${to}`);
  }),
  at('KS-13', 'makes one of spans that touch or overlap, in whatever order they come', async (place) => {
    let store = await place.open();
    const parts = [[0, 5], [5, 10], [8, 12], [20, 25]] as const;
    for (const [round, order] of orders(parts).entries()) {
      const base = round * 100;
      for (const [from, to] of order) await fill(store, minutes(base + from, base + to), candlesOf(minutes(base + from, base + to)));
      assertSame(await coveredMinutes(store, minutes(base, base + 100)), [[base, base + 12], [base + 20, base + 25]], `covered after ${JSON.stringify(order)}`);
    }
    await fill(store, minutes(12, 20), []);
    store = await place.restart(store);
    assertSame(await coveredMinutes(store, minutes(0, 100)), [[0, 25]], 'covered after the gap was filled');
  }),
  at('KS-14', 'remembers that there is nothing', async (place) => {
    let store = await place.open();
    assertSame(await fill(store, minutes(0, 500), []), { added: 0, mended: 0, differing: 0, differences: [] }, 'what the fill did');
    for (const when of ['at once', 'after a restart']) {
      assertSame(await coveredMinutes(store), [[0, 500]], `covered ${when}`);
      assertSame((await store.series()).length, 1, `series ${when}`);
      await assertHolds(store, ALWAYS, [], when);
      store = await place.restart(store);
    }
  }),
  at('KS-15', 'remembers years before a listing as nothing', async (place) => {
    let store = await place.open();
    const span = { fromMs: Date.UTC(2014, 0, 1), toMs: BEGAN_MS };
    await fill(store, span, []);
    await fill(store, minutes(0, 100), candlesOf(minutes(0, 100)));
    store = await place.restart(store);
    assertSame(await store.covered(KEY, ALWAYS), [{ fromMs: span.fromMs, toMs: minutes(0, 100).toMs }], 'covered');
    await assertHolds(store, ALWAYS, candlesOf(minutes(0, 100)), 'candles');
  }),
  at('KS-16', 'keeps nothing of a span without length', async (place) => {
    let store = await place.open();
    await fill(store, minutes(5, 5), []);
    store = await place.restart(store);
    assertSame([await coveredMinutes(store), await store.series()], [[], []], 'covered and series');
    await fill(store, minutes(0, 10), candlesOf(minutes(0, 10)));
    for (const minute of [0, 5, 10, 15]) await fill(store, minutes(minute, minute), []);
    assertSame(await coveredMinutes(store), [[0, 10]], 'covered');
  }),
];
