import type { SuiteCase } from '../../case.ts';
import { assertEqual } from '../../assert.ts';
import { assertSame, at, event, stored, told, type StateStoreSubject } from './place.ts';

const LONG = 'k'.repeat(299);

/** No two of them are the same key. */
const KEYS: readonly string[] = [
  'run:live/BTC/USDT', 'run:live/BTC%2FUSDT', 'run:live/BTC_USDT', 'run:live\\BTC\\USDT', 'run:live|binance|default|BTCUSDT|my strategy',
  '../x', '../../etc/passwd', '..', '.', '/', '//', '/etc/passwd', 'a', 'b', 'a/b', 'a/../b', './a', 'a/', 'a//b', 'etc/passwd', '~', '~/x', 'C:\\x', '\\\\host\\share',
  'x', 'x.', 'x..', 'x...', 'x ', ' x', ' ', 'x.json', 'x.tmp', '.tmp-0123456789ab-x', '.lock',
  'case', 'Case', 'CASE', 'CON', 'con', 'nul', 'com1', 'aux.json', 'PRN.',
  'é', 'e\u0301', 'ß', 'ss', 'ı', 'i', 'I', 'ﬁ', 'fi', '信号', 'إشارة', '🚀', '\u{1f468}\u200d\u{1f469}',
  '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'null', 'undefined', '0', '00', '-1', '1e3', 'true',
  '%', '_', '%%', '*', '?', '<>:"|?*', "'; drop table state; --", '"', '`', '$1', '{}', '[0]', '#', '&', '=', ',', ';', '\n', '\r\n', '\t', '\u007f', '\u2028',
  `${LONG}a`, `${LONG}b`, `${'信'.repeat(299)}a`, `${'信'.repeat(299)}b`, `${'a/'.repeat(150)}`, `${'../'.repeat(100)}`,
];

/** Any text is a key. */
export const keyCases: readonly SuiteCase<StateStoreSubject>[] = [
  at('SS-30', `keeps ${KEYS.length} odd keys apart: paths, wildcards, look-alikes, 300 characters`, async (place) => {
    let store = await place.open();
    for (const [i, key] of KEYS.entries()) await store.commit({ writes: [{ key, expected: 0, value: i }], events: [{ key, version: 1, event: event(i) }] });
    for (const when of ['at once', 'after a restart']) {
      const loaded = await store.load(KEYS);
      assertEqual(loaded.size, KEYS.length, `keys ${when}`);
      for (const [i, key] of KEYS.entries()) {
        assertSame(loaded.get(key), { version: 1, value: i }, `${JSON.stringify(key)} ${when}`);
        assertSame(await told(store, key), [[1, i]], `events of ${JSON.stringify(key)} ${when}`);
      }
      store = await place.restart(store);
    }
  }),
  at('SS-31', 'removes one of the odd keys without its neighbours', async (place) => {
    let store = await place.open();
    await store.commit({ writes: KEYS.map((key, i) => ({ key, expected: 0, value: i })), events: [] });
    const gone = KEYS.filter((_, i) => i % 3 === 0);
    await store.commit({ writes: gone.map((key) => ({ key, expected: 1, value: null })), events: [] });
    store = await place.restart(store);
    for (const [i, key] of KEYS.entries()) assertSame(await stored(store, key), i % 3 === 0 ? { version: 2, value: null } : { version: 1, value: i }, JSON.stringify(key));
  }),
];
