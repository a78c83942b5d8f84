import type { Candle } from '../../../market/candle.ts';
import type { CandleStore, Filled, SeriesKey, Span } from '../../../ports/candle-store.ts';
import type { SuiteCase } from '../../case.ts';
import { assert } from '../../assert.ts';
import { assertSame } from '../state-store/place.ts';
import { seededRandom } from '../../random.ts';
import { ALWAYS, assertHolds, at, candlesOf, fill, KEY, minutes, read, within, type CandleStoreSubject } from './place.ts';

/** Reaches over the end of January. */
const SPAN = minutes(43_640, 45_640);
const CANDLES: readonly Candle[] = candlesOf(SPAN);

/** Pieces of the span of 10 to 200 minutes that overlap and cover it all. */
function overlapping(): Span[] {
  const random = seededRandom(5);
  return Array.from({ length: 60 }, (_, i) => minutes(Math.max(43_640, 43_640 + i * 40 - Math.floor(random() * 160)), Math.min(45_640, 43_640 + i * 40 + 40)))
    .filter(({ fromMs, toMs }) => fromMs < toMs);
}

/** Fills the span in overlapping pieces, all at once, from these stores in turn. */
export async function fillOverlapping(stores: readonly CandleStore[]): Promise<void> {
  const spans = overlapping();
  const filled = await Promise.all(spans.map((span, i) => fill(stores[i % stores.length]!, span, within(span, CANDLES))));
  assertSame(sum(filled, 'added'), CANDLES.length, 'candles added by all');
  assertSame([sum(filled, 'mended'), sum(filled, 'differing')], [0, 0], 'candles mended and differing');
}

export async function assertAll(store: CandleStore, what: string): Promise<void> {
  await assertHolds(store, ALWAYS, CANDLES, what);
  assertSame((await store.covered(KEY, ALWAYS)).map(({ fromMs, toMs }) => [fromMs, toMs]), [[SPAN.fromMs, SPAN.toMs]], `covered, ${what}`);
}

function sum(filled: readonly Filled[], part: 'added' | 'mended' | 'differing'): number {
  return filled.reduce((all, one) => all + one[part], 0);
}

/** Reads a span again and again: of its two fills, each must be seen whole or not at all. */
async function watch(store: CandleStore, span: Span, sizes: readonly number[], isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const covered = (await store.covered(KEY, span)).reduce((all, { fromMs, toMs }) => all + (toMs - fromMs) / 60_000, 0);
    const seen = (await read(store, span)).length;
    assert(sizes.includes(seen) && sizes.includes(covered), `a reader saw ${seen} candles and ${covered} minutes covered; whole fills would be ${sizes.join(' or ')}`);
    assert(seen >= covered, `${covered} minutes were covered before ${seen} candles could be read`);
  }
}

/** Many at once. */
export const concurrencyCases: readonly SuiteCase<CandleStoreSubject>[] = [
  at('KS-38', 'lands 40 fills of one series at once, none of which meets another', async (place) => {
    let store = await place.open();
    const spans = Array.from({ length: 40 }, (_, i) => minutes(43_640 + i * 50, 43_690 + i * 50));
    const filled = await Promise.all(spans.map((span) => fill(store, span, within(span, CANDLES))));
    assertSame(filled.map(({ added }) => added), spans.map(() => 50), 'candles added by each');
    await assertAll(store, 'at once');
    store = await place.restart(store);
    await assertAll(store, 'after a restart');
  }),
  at('KS-39', 'lands overlapping fills of one series at once, and adds each candle once', async (place) => {
    let store = await place.open();
    await fillOverlapping([store]);
    await assertAll(store, 'at once');
    store = await place.restart(store);
    await assertAll(store, 'after a restart');
  }),
  at('KS-40', 'fills 30 series at once', async (place) => {
    let store = await place.open();
    const keys = Array.from({ length: 30 }, (_, i): SeriesKey => ({ ...KEY, symbol: `S${i}` }));
    await Promise.all(keys.map((key, i) => fill(store, SPAN, candlesOf(SPAN, '1m', i), key)));
    store = await place.restart(store);
    await Promise.all(keys.map((key, i) => assertHolds(store, ALWAYS, candlesOf(SPAN, '1m', i), key.symbol, key)));
  }),
  at('KS-41', 'lets one of several fills that disagree win each candle, and tells the others', async (place) => {
    let store = await place.open();
    const span = minutes(0, 80);
    const filled = await Promise.all(Array.from({ length: 10 }, (_, i) => fill(store, span, candlesOf(span, '1m', i + 1).map((candle) => ({ ...candle, volume: i + 1 })))));
    assertSame(sum(filled, 'added'), 80, 'candles added by all');
    for (const [i, { added, differing, differences }] of filled.entries()) assertSame([added + differing, differences.length], [80, differing], `candles of fill ${i} that are new or different`);
    const seen = await read(store, ALWAYS);
    assertSame(seen.length, 80, 'candles');
    for (const [i, { added }] of filled.entries()) assertSame(seen.filter(({ volume }) => volume === i + 1).length, added, `candles of fill ${i}`);
    store = await place.restart(store);
    await assertHolds(store, ALWAYS, seen, 'after a restart');
  }),
  at('KS-42', 'shows a reader whole fills or nothing of them, and covers nothing that cannot be read', async (place) => {
    const store = await place.open();
    for (let round = 0; round < 12; round++) {
      const first = minutes(44_590 - 200 * round, 44_690 - 200 * round);
      const second = minutes(44_690 - 200 * round, 44_790 - 200 * round);
      let over = false;
      const watchers = Array.from({ length: 3 }, () => watch(store, { fromMs: first.fromMs, toMs: second.toMs }, [0, 100, 200], () => over));
      const write = async (): Promise<void> => {
        for (const span of [first, second]) await fill(store, span, candlesOf(span));
      };
      await Promise.all([write().finally(() => (over = true)), ...watchers]);
    }
  }),
];
