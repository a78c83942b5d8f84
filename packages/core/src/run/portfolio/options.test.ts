import { describe, expect, it } from 'vitest';
import { quoteOf } from '../../market/quote-currency.ts';
import { PageSource, Scripted } from '../run.fixture.ts';
import type { PortfolioOptions } from './options.ts';
import { desk } from './portfolio.fixture.ts';

const line = (symbol: string) => ({ symbol, strategy: new Scripted(), candles: new PageSource([]) });

describe('a portfolio cannot be made', () => {
  it.each([
    ['of no lines', { lines: [] }, 'portfolio/lines', 'at least one symbol'],
    ['with one strategy twice on a symbol', { lines: [line('BTCUSDT'), line('BTCUSDT')] }, 'portfolio/lines', 'scripted is in the portfolio twice for BTCUSDT'],
    ...[0, -5, Number.NaN, Infinity].map((capitalQuote) => [`of a capital of ${capitalQuote}`, { capitalQuote }, 'portfolio/capital', `not ${capitalQuote}`] as const),
    ['of two currencies', { lines: [line('ETHUSDT'), line('ETHBTC')] }, 'portfolio/currency', 'ETHBTC is quoted in BTC, but ETHUSDT in USDT'],
    ['in another currency than the account', { lines: [line('BTC/USDT:USDT')], currency: 'eur' }, 'portfolio/currency', 'but the account in EUR'],
    ['with two rules of one name', { risk: [{ name: 'r', judge: () => ({ allowed: true }) }, { name: 'r', judge: () => ({ allowed: true }) }] }, 'risk/name', 'called r'],
    ['with a curve of no interval', { equityEvery: '7m' as never }, 'interval/unknown', '7m'],
  ] satisfies (readonly [string, Partial<PortfolioOptions>, string, string])[])('%s', (_what, over, code, message) => {
    expect(() => desk({ A: {} }, over)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });
});

it.each([
  ['BTCUSDT', 'USDT'], ['btcusdt', 'USDT'], ['BTC/USDT', 'USDT'], ['BTC/USDC:USDC', 'USDC'], ['EUR_USD', 'USD'], ['EURUSD', 'USD'], ['ETH-EUR', 'EUR'],
  ['COIN', null], ['USDT', null], ['/USD', null], ['BTC/', null],
])('%s is quoted in %s', (symbol, quote) => {
  expect(quoteOf(symbol)).toBe(quote);
});
