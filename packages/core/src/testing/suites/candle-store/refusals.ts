import type { Candle } from '../../../market/candle.ts';
import type { Instrument } from '../../../market/instrument.ts';
import type { Interval } from '../../../market/interval.ts';
import type { CandleStore, SeriesKey, Span } from '../../../ports/candle-store.ts';
import type { SuiteCase } from '../../case.ts';
import { assertSame } from '../state-store/place.ts';
import { MINUTE_MS } from '../../../units.ts';
import { ALWAYS, assertCode, assertHolds, at, candlesOf, fill, KEY, minutes, read, type CandlePlace, type CandleStoreSubject } from './place.ts';

const SPAN = minutes(0, 100);
const CANDLES: readonly Candle[] = candlesOf(minutes(0, 50));
const LIMITS: Instrument = { symbol: KEY.symbol, tickSize: 0.01, lotSize: 0.00001, minNotional: 5 };

/** A store with fifty candles, after it refused these fills: it must have kept nothing of them. */
async function refuses(place: CandlePlace, code: string, fills: Readonly<Record<string, (store: CandleStore) => Promise<unknown>>>): Promise<void> {
  let store = await place.open();
  await fill(store, minutes(0, 50), CANDLES);
  for (const [what, call] of Object.entries(fills)) await assertCode(code, () => call(store), what);
  for (const when of ['at once', 'after a restart']) {
    await assertHolds(store, ALWAYS, CANDLES, when);
    assertSame([await store.series(), await store.covered(KEY, ALWAYS)], [[KEY], [minutes(0, 50)]], `series and covered ${when}`);
    store = await place.restart(store);
  }
}

/** Fifty good candles after those that are stored, some of them changed. */
function refusesCandles(id: string, title: string, wrong: Readonly<Record<string, (good: readonly Candle[]) => readonly Candle[]>>): SuiteCase<CandleStoreSubject> {
  const good = candlesOf(minutes(50, 100), '1m', 8);
  return at(id, title, (place) => refuses(place, 'candle-store/candles', Object.fromEntries(Object.entries(wrong).map(([what, change]) => [what, (store: CandleStore) => fill(store, SPAN, change(good))]))));
}

function swap(row: number, change: (candle: Candle) => Candle): (good: readonly Candle[]) => readonly Candle[] {
  return (good) => good.map((candle, i) => (i === row ? change(candle) : candle));
}

function filling(span: Span, key: SeriesKey = KEY): (store: CandleStore) => Promise<unknown> {
  return (store) => fill(store, span, [], key);
}

/** All that a key is needed for. */
function withKey(what: string, key: SeriesKey): Readonly<Record<string, (store: CandleStore) => Promise<unknown>>> {
  return {
    [`${what}: fill`]: filling(SPAN, key),
    [`${what}: covered`]: (store) => store.covered(key, SPAN),
    [`${what}: candles`]: (store) => read(store, SPAN, key),
    [`${what}: contentHash`]: (store) => store.contentHash(key, SPAN),
  };
}

/** What cannot be kept is refused whole. */
export const refusalCases: readonly SuiteCase<CandleStoreSubject>[] = [
  at('KS-24', 'refuses a span that does not fit the interval, or ends before it begins', (place) => refuses(place, 'candle-store/span', {
    'a start between two candles': filling({ ...SPAN, fromMs: SPAN.fromMs + 1 }),
    'an end between two candles': filling({ ...SPAN, toMs: SPAN.toMs - 1 }),
    'an end before the start': filling({ fromMs: SPAN.toMs, toMs: SPAN.fromMs }),
    'a start that is no number': filling({ ...SPAN, fromMs: Number.NaN }),
    'an end that is never': filling({ ...SPAN, toMs: Infinity }),
    'an hour on the minute': filling(minutes(1, 61), { ...KEY, interval: '1h' }),
    'three days on the day': filling({ fromMs: SPAN.fromMs + 86_400_000, toMs: SPAN.fromMs + 4 * 86_400_000 }, { ...KEY, interval: '3d' }),
  })),
  at('KS-25', 'refuses a key with an empty text or an interval that does not exist', (place) => refuses(place, 'candle-store/key', {
    ...withKey('no exchange', { ...KEY, exchange: '' }),
    ...withKey('no symbol', { ...KEY, symbol: '' }),
    ...withKey('a week', { ...KEY, interval: '1w' as Interval }),
    'an instrument of no exchange': (store) => store.instrument('', KEY.symbol),
    'an instrument without a symbol': (store) => store.instrument(KEY.exchange, ''),
    'an instrument for no exchange': (store) => store.keepInstrument('', LIMITS),
    'an instrument for no symbol': (store) => store.keepInstrument(KEY.exchange, { ...LIMITS, symbol: '' }),
  })),
  refusesCandles('KS-26', 'refuses candles outside the span', {
    'a candle at its end': (good) => [...good, ...candlesOf(minutes(100, 101))],
    'a candle before its start': (good) => [...candlesOf(minutes(-1, 0)), ...good],
    'only a candle outside': () => candlesOf(minutes(500, 501)),
  }),
  refusesCandles('KS-27', 'refuses candles that do not ascend, come twice or lie between two slots', {
    'two in the wrong order': (good) => [...good.slice(0, 10), good[11]!, good[10]!, ...good.slice(12)],
    'the newest first': (good) => [...good].reverse(),
    'one twice': (good) => [...good.slice(0, 10), ...good.slice(9)],
    'one a millisecond late': swap(20, (candle) => ({ ...candle, openTimeMs: candle.openTimeMs + 1 })),
    'one without a time': swap(20, (candle) => ({ ...candle, openTimeMs: Number.NaN })),
    'the last one half a minute late': swap(49, (candle) => ({ ...candle, openTimeMs: candle.openTimeMs + MINUTE_MS / 2 })),
  }),
  refusesCandles('KS-28', 'refuses candles that cannot be', {
    'a close that is no number': swap(0, (candle) => ({ ...candle, close: Number.NaN })),
    'a high without end': swap(30, (candle) => ({ ...candle, high: Infinity })),
    'a price of zero': swap(49, (candle) => ({ ...candle, low: 0 })),
    'a negative price': swap(30, (candle) => ({ ...candle, low: -1 })),
    'a high below the low': swap(30, (candle) => ({ ...candle, high: candle.low / 2 })),
    'an open above the high': swap(30, (candle) => ({ ...candle, open: candle.high * 2 })),
    'a close below the low': swap(30, (candle) => ({ ...candle, close: candle.low / 2 })),
    'a negative volume': swap(49, (candle) => ({ ...candle, volume: -1 })),
    'a volume that is no number': swap(0, (candle) => ({ ...candle, volume: Number.NaN })),
  }),
  at('KS-29', 'leaves it to others to find a price unusual', async (place) => {
    const store = await place.open();
    const candles = candlesOf(minutes(0, 100)).map((candle, i) => (i % 10 === 5 ? { openTimeMs: candle.openTimeMs, open: 1e-9, high: 1e-9, low: 1e-9, close: 1e-9, volume: 0 } : candle));
    assertSame((await fill(store, SPAN, candles)).added, 100, 'candles added');
    await assertHolds(store, SPAN, candles, 'candles');
  }),
];
