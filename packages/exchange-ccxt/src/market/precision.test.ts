import ccxt from 'ccxt';
import { expect, it } from 'vitest';
import type { CcxtInstance, CcxtMarket } from '../library/ccxt-shape.ts';
import { instrumentOf, precisionOf } from './precision.ts';

const MARKET = { symbol: 'BTC/USDT', id: 'BTCUSDT', type: 'spot', base: 'BTC', quote: 'USDT' };

function opened(id: 'binance' | 'bitfinex', precision: CcxtMarket['precision']): [CcxtInstance, CcxtMarket] {
  const instance = new ccxt[id]() as unknown as CcxtInstance & { setMarkets(markets: readonly unknown[]): void };
  instance.setMarkets([{ ...MARKET, precision }]);
  return [instance, instance.markets!['BTC/USDT']!];
}

it.each([
  ['ticks', 'binance', { price: 0.05, amount: 0.001 }, 1234.5678, '1234.55', 0.0129, '0.012'],
  ['digits that count', 'bitfinex', { price: 5, amount: 8 }, 98_765.432, '98765', 0.0129, '0.0129'],
  ['nothing', 'binance', {}, 0.000_000_1, '0.0000001', 1e21, '1000000000000000000000'],
] as const)('writes numbers as a market does that tells %s, without exponents', (_what, id, precision, price, shownPrice, quantity, shownQuantity) => {
  const written = precisionOf(...opened(id, precision));
  expect([written.price(price), written.quantity(quantity)]).toEqual([shownPrice, shownQuantity]);
  expect([written.price(0.000_000_000_1).includes('e'), written.quantity(1e-15).includes('e')]).toEqual([false, false]);
});

it('tells steps where the market has them', () => {
  const [binance, market] = opened('binance', { price: 0.05, amount: 0.001 });
  expect(instrumentOf(binance, 'BTCUSDT', market)).toMatchObject({ tickSize: 0.05, lotSize: 0.001 });
  const [bitfinex, digits] = opened('bitfinex', { price: 5, amount: 8 });
  expect(() => instrumentOf(bitfinex, 'BTCUSDT', digits)).toThrow(expect.objectContaining({ code: 'ccxt/no-steps' }));
});
