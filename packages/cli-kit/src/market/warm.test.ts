import { MemoryCandleStore } from '@tradewright/core/testing';
import { expect, it } from 'vitest';
import { DAY_START_MS, minutes } from '../testing/candles.ts';
import { steplessExchange } from '../testing/stepless-exchange.ts';
import { openCached } from './open-cached.ts';
import { openExchange } from './open-exchange.ts';
import { SeriesProgress } from './series-progress.ts';
import { warm } from './warm.ts';

it('candles of an exchange whose prices have no steps are kept as all others are', async () => {
  const place = await steplessExchange(minutes(120));
  const [exchange, store] = [openExchange({ id: 'bitfinex', url: place.url }), new MemoryCandleStore()];
  try {
    expect(await exchange.instrument('BTCUSD')).toBeUndefined();
    const row = new SeriesProgress('BTCUSD');
    const market = openCached(exchange, store, { onFill: (told) => row.filled(told) });
    await warm({ exchange, store, market, interval: '1m', span: { fromMs: DAY_START_MS, toMs: DAY_START_MS + 120 * 60_000 }, rows: [row], parallel: 1, cancel: new AbortController().signal });
    expect(row).toMatchObject({ state: 'done', failure: null, added: 120 });
    expect(await exchange.schema.formatPrice('BTCUSD', 12_345.678)).toBe('12346');
  } finally {
    await exchange.close();
    await place.close();
  }
});
