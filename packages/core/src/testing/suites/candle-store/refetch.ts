import type { Candle } from '../../../market/candle.ts';
import type { Filled } from '../../../ports/candle-store.ts';
import type { SuiteCase } from '../../case.ts';
import { assertSame } from '../state-store/place.ts';
import { ALWAYS, assertHolds, at, candlesOf, fill, minutes, type CandleStoreSubject } from './place.ts';

const SPAN = minutes(0, 1000);
const CANDLES: readonly Candle[] = candlesOf(SPAN);

function counts({ added, mended, differing, differences }: Filled): readonly number[] {
  return [added, mended, differing, differences.length];
}

/** The same candle with another volume. */
function other(candle: Candle, volume: number = candle.volume + 1): Candle {
  return { ...candle, volume };
}

/** What happens where something is stored already. */
export const refetchCases: readonly SuiteCase<CandleStoreSubject>[] = [
  at('KS-17', 'adds nothing, and finds no difference, when the same comes again', async (place) => {
    let store = await place.open();
    await fill(store, SPAN, CANDLES);
    for (const when of ['at once', 'after a restart']) {
      assertSame(counts(await fill(store, SPAN, CANDLES)), [0, 0, 0, 0], `what filling it ${when} did`);
      store = await place.restart(store);
    }
    await assertHolds(store, ALWAYS, CANDLES, 'candles');
  }),
  at('KS-18', 'mends holes of what it had covered, and counts them', async (place) => {
    let store = await place.open();
    await fill(store, minutes(0, 600), CANDLES.slice(0, 600).filter((_, i) => i % 10 !== 4));
    assertSame(counts(await fill(store, minutes(500, 550), CANDLES.slice(500, 550))), [5, 5, 0, 0], 'what filling 50 minutes did');
    store = await place.restart(store);
    assertSame(counts(await fill(store, SPAN, CANDLES)), [455, 55, 0, 0], 'what filling it all did');
    await assertHolds(store, ALWAYS, CANDLES, 'candles');
  }),
  at('KS-19', 'tells what came otherwise, and lets the first stand', async (place) => {
    let store = await place.open();
    await fill(store, SPAN, CANDLES);
    const changed = CANDLES.map((candle, i) => (i === 3 || i === 999 ? other(candle) : candle));
    for (const when of ['at once', 'after a restart']) {
      const { differences, ...rest } = await fill(store, SPAN, changed);
      assertSame(rest, { added: 0, mended: 0, differing: 2 }, `what filling it ${when} did`);
      assertSame(differences.map(({ stored, got }) => [stored, got]), [[CANDLES[3], changed[3]], [CANDLES[999], changed[999]]], `differences ${when}`);
      await assertHolds(store, ALWAYS, CANDLES, when);
      store = await place.restart(store);
    }
  }),
  at('KS-20', 'tells what did not come again, and lets it stand', async (place) => {
    const store = await place.open();
    await fill(store, SPAN, CANDLES);
    const { differences, ...rest } = await fill(store, SPAN, CANDLES.filter((_, i) => i !== 500));
    assertSame(rest, { added: 0, mended: 0, differing: 1 }, 'what filling it did');
    assertSame(differences.map(({ stored, got }) => [stored, got]), [[CANDLES[500], null]], 'differences');
    assertSame(counts(await fill(store, SPAN, [])), [0, 0, 1000, 100], 'what filling it with nothing did');
    await assertHolds(store, ALWAYS, CANDLES, 'candles');
  }),
  at('KS-21', 'counts every difference, and tells the first hundred', async (place) => {
    const store = await place.open();
    await fill(store, SPAN, CANDLES);
    const filled = await fill(store, SPAN, CANDLES.map((candle, i) => (i >= 200 && i < 350 ? other(candle) : candle)));
    assertSame(filled.differing, 150, 'differences counted');
    assertSame(filled.differences.map(({ stored }) => stored.openTimeMs), CANDLES.slice(200, 300).map(({ openTimeMs }) => openTimeMs), 'differences told');
  }),
  at('KS-22', 'adds what is new beside what it has, and says of each what it is', async (place) => {
    const store = await place.open();
    await fill(store, minutes(100, 200), CANDLES.slice(100, 200).filter((_, i) => i !== 50));
    const filled = await fill(store, minutes(0, 300), CANDLES.slice(0, 300).map((candle, i) => (i === 120 || i === 250 ? other(candle) : candle)));
    assertSame(counts(filled), [201, 1, 1, 1], 'what filling around it did');
    await assertHolds(store, ALWAYS, CANDLES.slice(0, 300).map((candle, i) => (i === 250 ? other(candle) : candle)), 'candles');
  }),
  at('KS-23', 'looks at every value, to the last bit', async (place) => {
    const store = await place.open();
    const candle = { openTimeMs: SPAN.fromMs, open: 0.3, high: 0.5, low: 0.1, close: 0.3, volume: 0.3 };
    await fill(store, minutes(0, 1), [candle]);
    for (const part of ['open', 'high', 'low', 'close', 'volume'] as const) {
      const got = { ...candle, [part]: candle[part] * (1 + Number.EPSILON) };
      const { differences } = await fill(store, minutes(0, 1), [got]);
      assertSame(differences.map((one) => [one.stored, one.got]), [[candle, got]], `differences in ${part}`);
    }
  }),
];
