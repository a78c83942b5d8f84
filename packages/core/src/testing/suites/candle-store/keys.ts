import { INTERVALS } from '../../../market/interval.ts';
import type { CandleStore, SeriesKey } from '../../../ports/candle-store.ts';
import type { SuiteCase } from '../../case.ts';
import { assertSame } from '../state-store/place.ts';
import { ALWAYS, assertHolds, at, candlesOf, fill, minutes, type CandlePlace, type CandleStoreSubject } from './place.ts';

/** No two of them are the same text. */
const TEXTS: readonly string[] = [
  'BTCUSDT', 'btcusdt', 'BtcUsdt', 'BTC/USDT', 'BTC/USDT:USDT', 'BTC-USDT', 'BTC_USDT', 'BTC%2FUSDT', 'BTC\\USDT', 'BTC USDT', ' BTCUSDT', 'BTCUSDT ',
  '..', '.', '/', '../x', '../../etc/passwd', 'a/b', 'a/../b', 'a//b', 'CON', 'con', 'nul.txt', 'x.', 'x', '~', '*', '%', '_', "'; drop table candle; --", '"', '$1', '\n', '\t',
  'é', 'e\u0301', 'ß', 'ss', '币安', '🚀', '__proto__', 'null', '1m', '0', `${'k'.repeat(299)}a`, `${'k'.repeat(299)}b`,
];

/** Each series gets a length of its own, so that none can be taken for another. */
async function keepsApart(place: CandlePlace, keys: readonly SeriesKey[]): Promise<void> {
  const spanOf = (i: number): ReturnType<typeof minutes> => minutes(i * 4320 - 1440, i * 4320 + 2880);
  const candlesIn = (i: number, { interval }: SeriesKey): ReturnType<typeof candlesOf> => (interval === '1m' ? candlesOf(minutes(i * 4320 - 1440, i * 4320 - 1440 + i + 1)) : candlesOf(spanOf(i), interval));
  let store: CandleStore = await place.open();
  for (const [i, key] of keys.entries()) await fill(store, spanOf(i), candlesIn(i, key), key);
  store = await place.restart(store);
  const texts = (list: readonly SeriesKey[]): string[] => list.map(({ exchange, symbol, interval }) => JSON.stringify([exchange, symbol, interval])).sort();
  assertSame(texts(await store.series()), texts(keys), 'series');
  for (const [i, key] of keys.entries()) {
    await assertHolds(store, ALWAYS, candlesIn(i, key), JSON.stringify(key), key);
    assertSame(await store.covered(key, ALWAYS), [spanOf(i)], `covered of ${JSON.stringify(key)}`);
  }
}

/** Any text names a series. */
export const keyCases: readonly SuiteCase<CandleStoreSubject>[] = [
  at('KS-30', `keeps ${TEXTS.length} odd symbols apart: cases, slashes, paths, look-alikes, 300 characters`, (place) => keepsApart(place, TEXTS.map((symbol) => ({ exchange: 'binance', symbol, interval: '1m' })))),
  at('KS-31', 'keeps odd exchanges apart, and never takes a part of one text for the other', (place) => keepsApart(place, [
    ...TEXTS.map((exchange): SeriesKey => ({ exchange, symbol: 'BTCUSDT', interval: '1m' })),
    ...([['a', 'b/c'], ['a/b', 'c'], ['a', 'b'], ['ab', 'c'], ['a', 'bc'], ['a b', 'c'], ['a', 'b c'], ['a:b', 'c'], ['a', 'b:c'], ['a,b', 'c'], ['a', 'b,c']] as const).map(([exchange, symbol]): SeriesKey => ({ exchange, symbol, interval: '1m' })),
  ])),
  at('KS-32', 'keeps the intervals of a symbol apart', (place) => keepsApart(place, INTERVALS.map((interval) => ({ exchange: 'binance', symbol: 'BTCUSDT', interval })))),
  at('KS-33', 'lists its series by exchange, symbol and length of the interval', async (place) => {
    const keys = ['binance', 'kraken', 'mexc'].flatMap((exchange) => ['AAA', 'BBB', 'BBBB', 'C'].flatMap((symbol) => (['1m', '3m', '15m', '2h', '12h', '3d'] as const).map((interval): SeriesKey => ({ exchange, symbol, interval }))));
    let store = await place.open();
    const mixed = keys.map((_, i) => keys[(i * 31) % keys.length]!);
    for (const key of mixed) await fill(store, minutes(-1440, 2880), [], key);
    for (const when of ['at once', 'after a restart']) {
      assertSame((await store.series()).map(({ exchange, symbol, interval }) => [exchange, symbol, interval]), keys.map(({ exchange, symbol, interval }) => [exchange, symbol, interval]), `series ${when}`);
      store = await place.restart(store);
    }
  }),
];
