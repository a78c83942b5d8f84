import type { SuiteCase } from '../../case.ts';
import { assertSame } from '../state-store/place.ts';
import { assertAll, fillOverlapping } from './concurrency.ts';
import { ALWAYS, assertHolds, at, candlesOf, fill, KEY, minutes, type CandleStoreSubject } from './place.ts';

/** Two processes, one place. */
export const sharingCases: readonly SuiteCase<CandleStoreSubject>[] = [
  at('KS-52', 'shows each process what the other filled', async (place) => {
    const [first, second] = [await place.open(), await place.open()];
    assertSame(await second.covered(KEY, ALWAYS), [], 'covered before');
    const candles = candlesOf(minutes(0, 300));
    await fill(first, minutes(0, 100), candles.slice(0, 100));
    await assertHolds(second, ALWAYS, candles.slice(0, 100), 'what the second sees');
    await fill(second, minutes(100, 300), candles.slice(100));
    await assertHolds(first, ALWAYS, candles, 'what the first sees');
    for (const store of [first, second]) assertSame(await store.covered(KEY, ALWAYS), [minutes(0, 300)], 'covered');
    assertSame(await first.contentHash(KEY, ALWAYS), await second.contentHash(KEY, ALWAYS), 'hashes');
    assertSame((await fill(first, minutes(0, 300), candles.map((one) => ({ ...one, volume: 99 })))).differing, 300, 'differences the first finds');
    await second.keepInstrument('binance', { symbol: 'BTCUSDT', tickSize: 1, lotSize: 1, minNotional: 1 });
    assertSame((await first.instrument('binance', 'BTCUSDT'))?.tickSize, 1, 'tick size the first sees');
  }, 'sharing'),
  at('KS-53', 'lands overlapping fills of two processes at once, and adds each candle once', async (place) => {
    const [first, second] = [await place.open(), await place.open()];
    await fillOverlapping([first, second]);
    await assertAll(first, 'in the first');
    await assertAll(second, 'in the second');
    await assertAll(await place.restart(first), 'after a restart');
  }, 'sharing'),
  at('KS-54', 'goes on in one process when the other closes', async (place) => {
    const [first, second] = [await place.open(), await place.open()];
    await fill(second, minutes(0, 10), candlesOf(minutes(0, 10)));
    await second.close();
    await fill(first, minutes(10, 20), []);
    await assertHolds(first, ALWAYS, candlesOf(minutes(0, 10)), 'candles');
  }, 'sharing'),
];
