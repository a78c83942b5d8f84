import { describe, expect, it } from 'vitest';
import { instrument } from '../market/instrument.ts';
import { ArraySource } from '../testing/array-source.ts';
import { randomCandles } from '../testing/random-candles.ts';
import { MINUTE_MS } from '../units.ts';
import { sourceExchange } from './source-exchange.ts';

const FROM_MS = Date.UTC(2024, 0, 1);
const candles = randomCandles({ seed: 1, count: 100, fromMs: FROM_MS });
const steps = instrument('BTCUSDT', { tickSize: 0.5, lotSize: 0.001 });
const { getCandles, formatPrice, formatQuantity } = sourceExchange({ exchangeName: 'mine', source: new ArraySource(candles, 7), instrumentOf: async () => steps });

describe('a source as an exchange', () => {
  it('hands out the candles of a half-open range over all pages, by their open times', async () => {
    const given = await getCandles('BTCUSDT', '1m', new Date(FROM_MS + 10 * MINUTE_MS), 20);
    expect(given).toEqual(candles.slice(10, 30).map(({ openTimeMs, ...prices }) => ({ timestamp: openTimeMs, ...prices })));
  });

  it('writes prices to the nearest step and quantities to the one below, with the decimals of the step', async () => {
    expect(await Promise.all([formatPrice('BTCUSDT', 100.3), formatQuantity('BTCUSDT', 1.2399)])).toEqual(['100.5', '1.239']);
  });

  it.each([
    ['exchange/since', () => getCandles('BTCUSDT', '1m', new Date(Number.NaN), 1)],
    ['exchange/limit', () => getCandles('BTCUSDT', '1m', new Date(FROM_MS), 0)],
    ['exchange/limit', () => getCandles('BTCUSDT', '1m', new Date(FROM_MS), 1.5)],
    ['interval/unknown', () => getCandles('BTCUSDT', '7m' as '1m', new Date(FROM_MS), 1)],
    ['exchange/number', () => formatPrice('BTCUSDT', Number.NaN)],
    ['exchange/number', () => formatQuantity('BTCUSDT', Infinity)],
  ])('refuses what makes no sense: %s', async (code, ask) => {
    await expect(ask()).rejects.toMatchObject({ code });
  });
});
