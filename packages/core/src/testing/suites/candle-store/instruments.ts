import type { Instrument } from '../../../market/instrument.ts';
import type { SuiteCase } from '../../case.ts';
import { assertSame } from '../state-store/place.ts';
import { assertCode, at, type CandleStoreSubject } from './place.ts';

const BTC: Instrument = { symbol: 'BTCUSDT', tickSize: 0.01, lotSize: 0.00001, minNotional: 5 };

/** What an exchange accepts is kept beside its candles. */
export const instrumentCases: readonly SuiteCase<CandleStoreSubject>[] = [
  at('KS-50', 'keeps an instrument per exchange and symbol, the last one that came', async (place) => {
    let store = await place.open();
    await store.keepInstrument('binance', BTC);
    await store.keepInstrument('kraken', { ...BTC, tickSize: 0.1 });
    await store.keepInstrument('binance', { ...BTC, symbol: 'btcusdt', lotSize: 1 });
    await store.keepInstrument('binance', { ...BTC, symbol: 'BTC/USDT:USDT', tickSize: 5e-324, lotSize: 1.7976931348623157e308, minNotional: 0.1 + 0.2 });
    await store.keepInstrument('binance', { ...BTC, minNotional: 10 });
    for (const when of ['at once', 'after a restart']) {
      assertSame(await store.instrument('binance', 'BTCUSDT'), { ...BTC, minNotional: 10 }, `binance ${when}`);
      assertSame(await store.instrument('kraken', 'BTCUSDT'), { ...BTC, tickSize: 0.1 }, `kraken ${when}`);
      assertSame(await store.instrument('binance', 'btcusdt'), { ...BTC, symbol: 'btcusdt', lotSize: 1 }, `another case ${when}`);
      assertSame(await store.instrument('binance', 'BTC/USDT:USDT'), { ...BTC, symbol: 'BTC/USDT:USDT', tickSize: 5e-324, lotSize: 1.7976931348623157e308, minNotional: 0.1 + 0.2 }, `odd numbers ${when}`);
      for (const [exchange, symbol] of [['binance', 'ETHUSDT'], ['mexc', 'BTCUSDT'], ['BINANCE', 'BTCUSDT']] as const) assertSame(await store.instrument(exchange, symbol), undefined, `${exchange} ${symbol} ${when}`);
      store = await place.restart(store);
    }
  }),
  at('KS-51', 'keeps no candles for an instrument, and no instrument for candles', async (place) => {
    const store = await place.open();
    await store.keepInstrument('binance', BTC);
    assertSame(await store.series(), [], 'series');
  }),
];

/** What no exchange can mean is not kept. */
export const limitCases: readonly SuiteCase<CandleStoreSubject>[] = [
  at('KS-55', 'refuses an instrument whose limits cannot be, and keeps the one before', async (place) => {
    const store = await place.open();
    await store.keepInstrument('binance', BTC);
    const wrong = { 'no tick': { tickSize: 0 }, 'a negative lot': { lotSize: -1 }, 'a tick that is no number': { tickSize: Number.NaN }, 'a lot without end': { lotSize: Infinity }, 'a negative notional': { minNotional: -5 } };
    for (const [what, limits] of Object.entries(wrong)) await assertCode('instrument/invalid', () => store.keepInstrument('binance', { ...BTC, ...limits }), what);
    assertSame(await store.instrument('binance', 'BTCUSDT'), BTC, 'the one before');
  }),
];
