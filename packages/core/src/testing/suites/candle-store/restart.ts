import type { CandleStore } from '../../../ports/candle-store.ts';
import type { SuiteCase } from '../../case.ts';
import { assert } from '../../assert.ts';
import { assertSame } from '../state-store/place.ts';
import { ALWAYS, assertCode, assertHolds, at, candlesOf, fill, KEY, minutes, read, type CandleStoreSubject } from './place.ts';

async function assertClosed(store: CandleStore): Promise<void> {
  const calls: Readonly<Record<string, () => Promise<unknown>>> = {
    'listing series': () => store.series(),
    'asking what is covered': () => store.covered(KEY, ALWAYS),
    'reading': () => read(store, ALWAYS),
    'filling': () => fill(store, minutes(0, 5), candlesOf(minutes(0, 5))),
    'hashing': () => store.contentHash(KEY, ALWAYS),
    'asking for an instrument': () => store.instrument('binance', 'BTCUSDT'),
    'keeping an instrument': () => store.keepInstrument('binance', { symbol: 'BTCUSDT', tickSize: 1, lotSize: 1, minNotional: 0 }),
  };
  for (const [what, call] of Object.entries(calls)) await assertCode('store/closed', call, `${what} when it is closed`);
}

/** What survives a close, and what a closed store does. */
export const restartCases: readonly SuiteCase<CandleStoreSubject>[] = [
  at('KS-34', 'finds everything after it was closed and opened, five times', async (place) => {
    let store = await place.open();
    const candles = candlesOf(minutes(0, 5000));
    for (let round = 0; round < 5; round++) {
      const span = minutes(round * 1000, round * 1000 + 1000);
      await fill(store, span, candles.slice(round * 1000, round * 1000 + 1000));
      store = await place.restart(store);
      await assertHolds(store, ALWAYS, candles.slice(0, round * 1000 + 1000), `after restart ${round}`);
      assertSame((await store.covered(KEY, ALWAYS)).length, 1, `covered spans after restart ${round}`);
    }
  }),
  at('KS-35', 'can be closed twice, one after the other and at once', async (place) => {
    const store = await place.open();
    await fill(store, minutes(0, 10), candlesOf(minutes(0, 10)));
    await Promise.all([store.close(), store.close()]);
    await store.close();
    await assertHolds(await place.open(), ALWAYS, candlesOf(minutes(0, 10)), 'candles');
  }),
  at('KS-36', 'refuses everything once it is closed, and keeps nothing', async (place) => {
    const store = await place.open();
    await store.close();
    await assertClosed(store);
    const after = await place.open();
    assertSame(await after.series(), [], 'series filled by a closed store');
    assert(await after.instrument('binance', 'BTCUSDT') === undefined, 'a closed store kept an instrument');
    await assertClosed(store);
  }),
  at('KS-37', 'lands the fills that closing met on their way, or refuses them whole', async (place) => {
    const store = await place.open();
    const spans = Array.from({ length: 20 }, (_, i) => minutes(i * 100, i * 100 + 50));
    const fills = spans.map((span, i) => fill(store, span, candlesOf(span, '1m', i)));
    const closing = store.close();
    const results = await Promise.allSettled(fills);
    await closing;
    const after = await place.open();
    for (const [i, result] of results.entries()) {
      const there = (await after.covered(KEY, spans[i]!)).length === 1;
      await assertHolds(after, spans[i]!, there ? candlesOf(spans[i]!, '1m', i) : [], `fill ${i}`);
      if (result.status === 'fulfilled') assert(there, `fill ${i} landed, and is not there`);
      else await assertCode(there ? 'store/uncertain' : 'store/closed', () => Promise.reject(result.reason as Error), `fill ${i}, ${there ? '' : 'not '}there`);
    }
  }),
];
