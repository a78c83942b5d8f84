import type { Candle } from '../../../market/candle.ts';
import type { SuiteCase } from '../../case.ts';
import { assertSame } from '../state-store/place.ts';
import { MINUTE_MS } from '../../../units.ts';
import { ALWAYS, at, BEGAN_MS, candlesOf, fill, KEY, minutes, within, type CandleStoreSubject } from './place.ts';
import { EXTREME } from './values.ts';

/** Of no bytes. */
const OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
/** By Python's hashlib and struct, as are the other two. */
const OF_FIXED = 'f7236fe24b22be4eb6db3dc059c949e2d148b42fa23bf9ef7a273e1cfa4842c7';
const OF_ITS_SECOND_HUNDRED = '53f34ffaf95bdb36b393832c087a77be5794e3c37fab309f1b9bf9f77fe0d48a';
const OF_EXTREME = '99ba3648b0f1da2e5035c04ed577fcdc7dd52bb9c3440acc0fd0781985c365ff';

/** 300 minutes from the beginning of 2024 without every seventh one. */
const FIXED: readonly Candle[] = Array.from({ length: 300 }, (_, i) => i).filter((i) => i % 7 !== 3).map((i) => {
  const open = 100 + i * 0.1;
  const close = open + (((i * 37) % 11) - 5) * 0.3;
  return { openTimeMs: BEGAN_MS + i * MINUTE_MS, open, high: Math.max(open, close) + 0.1, low: Math.min(open, close) - 0.2, close, volume: ((i * i) % 13) / 3 };
});

/** The same candles have the same hash, wherever they are kept. */
export const hashCases: readonly SuiteCase<CandleStoreSubject>[] = [
  at('KS-46', 'names fixed candles by the hash they have in every store', async (place) => {
    let store = await place.open();
    await fill(store, minutes(0, 300), FIXED);
    await fill(store, minutes(0, 3), EXTREME, { ...KEY, symbol: 'EXTREME' });
    for (const when of ['at once', 'after a restart']) {
      assertSame(await store.contentHash(KEY, ALWAYS), OF_FIXED, `hash of all ${when}`);
      assertSame(await store.contentHash(KEY, minutes(100, 200)), OF_ITS_SECOND_HUNDRED, `hash of minutes 100 to 200 ${when}`);
      assertSame(await store.contentHash({ ...KEY, symbol: 'EXTREME' }, ALWAYS), OF_EXTREME, `hash of extreme numbers ${when}`);
      store = await place.restart(store);
    }
  }),
  at('KS-47', 'names nothing by the hash of nothing, known or unknown', async (place) => {
    const store = await place.open();
    await fill(store, minutes(100, 200), []);
    await fill(store, minutes(0, 50), candlesOf(minutes(0, 50)));
    const questions = [['a span without length', minutes(10, 10)], ['a span of nothing', minutes(100, 200)], ['a span nobody asked for', minutes(500, 600)]] as const;
    for (const [what, span] of questions) assertSame(await store.contentHash(KEY, span), OF_NOTHING, what);
    assertSame(await store.contentHash({ ...KEY, symbol: 'NOBODY' }, ALWAYS), OF_NOTHING, 'a series nobody filled');
  }),
  at('KS-48', 'has the same hash however the candles came: in one, in pieces, backwards, twice, with holes mended', async (place) => {
    const store = await place.open();
    const pieces = Array.from({ length: 30 }, (_, i) => minutes(i * 10, i * 10 + 10));
    const ways: Readonly<Record<string, () => Promise<void>>> = {
      pieces: async () => {
        for (const span of pieces) await fill(store, span, within(span, FIXED), { ...KEY, symbol: 'pieces' });
      },
      backwards: async () => {
        for (const span of [...pieces].reverse()) await fill(store, span, within(span, FIXED), { ...KEY, symbol: 'backwards' });
      },
      twice: async () => {
        for (const _ of [1, 2]) await fill(store, minutes(0, 300), FIXED, { ...KEY, symbol: 'twice' });
      },
      mended: async () => {
        await fill(store, minutes(0, 300), FIXED.filter((_, i) => i % 5 !== 2), { ...KEY, symbol: 'mended' });
        await fill(store, minutes(0, 300), FIXED, { ...KEY, symbol: 'mended' });
      },
      disputed: async () => {
        await fill(store, minutes(0, 300), FIXED, { ...KEY, symbol: 'disputed' });
        await fill(store, minutes(0, 300), FIXED.map((candle) => ({ ...candle, volume: 99 })), { ...KEY, symbol: 'disputed' });
      },
    };
    for (const [way, come] of Object.entries(ways)) {
      await come();
      assertSame(await store.contentHash({ ...KEY, symbol: way }, ALWAYS), OF_FIXED, `hash of candles that came ${way}`);
      assertSame(await store.contentHash({ ...KEY, symbol: way }, minutes(100, 200)), OF_ITS_SECOND_HUNDRED, `hash of a part, ${way}`);
    }
  }),
  at('KS-49', 'has another hash for any other candle', async (place) => {
    const store = await place.open();
    const seen = new Set([OF_FIXED]);
    for (const [i, part] of (['open', 'high', 'low', 'close', 'volume'] as const).entries()) {
      const key = { ...KEY, symbol: part };
      await fill(store, minutes(0, 300), FIXED.map((candle, row) => (row === i * 50 + 4 ? { ...candle, [part]: candle[part] * (1 + Number.EPSILON) } : candle)), key);
      seen.add(await store.contentHash(key, ALWAYS));
    }
    await fill(store, minutes(300, 301), [], { ...KEY, symbol: 'one less' });
    await fill(store, minutes(0, 300), FIXED.slice(1), { ...KEY, symbol: 'one less' });
    seen.add(await store.contentHash({ ...KEY, symbol: 'one less' }, ALWAYS));
    assertSame(seen.size, 7, 'different hashes');
  }),
];
