import { expect, it } from 'vitest';
import { Symbols } from './market/symbols.ts';
import type { CcxtMarket } from './library/ccxt-shape.ts';
import { CANDLES, place, read } from '../test/place.ts';

function market(symbol: string, id: string, type: string, more: Partial<CcxtMarket> = {}): CcxtMarket {
  const [base = '', quote = ''] = symbol.split(/[/:]/);
  return { symbol, id, type, base, quote, precision: {}, ...more };
}

const MARKETS = Object.fromEntries(
  [
    market('BTC/USDT', 'BTCUSDT', 'spot'),
    market('BTC/USDT:USDT', 'BTCUSDT', 'swap'),
    market('BTC/USDT:USDT-240628', 'BTCUSDT_240628', 'future'),
    market('ETH/USDT', 'ETHUSDT', 'spot'),
    market('XRP/USD', 'XXRPZUSD', 'spot'),
    market('币安人生/USDT', '币安人生USDT', 'spot'),
    market('LUNA/USDT', 'LUNAUSDT', 'spot', { active: false }),
  ].map((one) => [one.symbol, one] as const),
);

const all = new Symbols('binance', MARKETS);

it.each([
  ['BTC/USDT', 'BTC/USDT'],
  ['BTC/USDT:USDT', 'BTC/USDT:USDT'],
  ['BTCUSDT_240628', 'BTC/USDT:USDT-240628'],
  ['ETHUSDT', 'ETH/USDT'],
  ['ethusdt', 'ETH/USDT'],
  ['ETH-USDT', 'ETH/USDT'],
  ['XXRPZUSD', 'XRP/USD'],
  ['XRPUSD', 'XRP/USD'],
  ['LUNAUSDT', 'LUNA/USDT'],
  ['币安人生USDT', '币安人生/USDT'],
])('%s is %s', (text, symbol) => {
  expect(all.of(text).symbol).toBe(symbol);
});

it.each([
  ['spot', 'BTC/USDT'],
  ['swap', 'BTC/USDT:USDT'],
])('BTCUSDT of type %s is %s, and so is BTC/USDT', (type, symbol) => {
  const symbols = new Symbols('binance', MARKETS, { type });
  expect([symbols.of('BTCUSDT').symbol, symbols.of('BTC/USDT').symbol]).toEqual([symbol, symbol]);
});

it('takes the preferred type where a name stands for several, and no other where it stands for one', () => {
  const symbols = new Symbols('binance', MARKETS, { preferType: 'spot' });
  expect(['BTCUSDT', 'BTC/USDT:USDT', 'BTCUSDT_240628'].map((text) => symbols.of(text).symbol)).toEqual(['BTC/USDT', 'BTC/USDT:USDT', 'BTC/USDT:USDT-240628']);
  expect(new Symbols('binanceusdm', { 'BTC/USDT:USDT': MARKETS['BTC/USDT:USDT']! }, { preferType: 'spot' }).of('BTCUSDT').type).toBe('swap');
});

it('does not guess between a spot market and a future of one name', () => {
  expect(() => all.of('BTCUSDT')).toThrow(expect.objectContaining({
    code: 'ccxt/ambiguous-symbol',
    message: 'binance: BTCUSDT may be BTC/USDT (spot) or BTC/USDT:USDT (swap). Write one of these, or choose a type.',
  }));
});

it.each([
  ['ETHUSTD', 'Did you mean ETH/USDT'],
  ['ETHUSD', 'Did you mean ETH/USDT'],
  ['', 'has no market'],
  ['constructor', 'has no market "constructor".'],
])('%s is no market, and what is near is named', (text, message) => {
  expect(() => all.of(text)).toThrow(expect.objectContaining({ code: 'ccxt/symbol', message: expect.stringContaining(message) }));
});

it('says which types there are where there is none of the type asked for', () => {
  expect(() => new Symbols('binance', MARKETS, { type: 'swap' }).of('ETHUSDT')).toThrow('binance has no market "ETHUSDT" of type swap. It has ETH/USDT (spot).');
});

it('asks the real class for spot and future of one id apart', async () => {
  const future = CANDLES.map((candle) => ({ ...candle, volume: candle.volume + 1 }));
  const { source, connect } = await place({ type: undefined, fake: { markets: [{ symbol: 'BTCUSDT', candles: CANDLES }, { symbol: 'BTCUSDT', candles: future, kind: 'linear' }] } });
  await expect(read(source)).rejects.toMatchObject({ code: 'ccxt/ambiguous-symbol' });
  expect(await read(source, { symbol: 'BTC/USDT' })).toEqual(CANDLES);
  expect(await read(source, { symbol: 'BTC/USDT:USDT' })).toEqual(future);
  expect(await read(connect({ type: 'swap' }).market.source)).toEqual(future);
});

it('gives the history of a market that is traded no more', async () => {
  const { source } = await place({ fake: { markets: [{ symbol: 'BTCUSDT', candles: CANDLES, delisted: true }] } });
  expect(await read(source)).toEqual(CANDLES);
});
