import { describe, expect, it } from 'vitest';
import { stillAccount } from './still-account.ts';

const listing = { symbol: 'BTCUSDT', exchangeName: 'binance' };

describe('a still account', () => {
  it('stands still at its capital unless told otherwise', () => {
    expect(stillAccount({ capitalQuote: 500 })).toMatchObject({ capitalQuote: 500, equityQuote: 500, peakEquityQuote: 500, dayStartEquityQuote: 500 });
    expect(stillAccount({ equityQuote: 12_000 })).toMatchObject({ capitalQuote: 10_000, equityQuote: 12_000, peakEquityQuote: 12_000, dayStartEquityQuote: 10_000 });
  });

  it('knows the newest closes of its symbols, and nothing of others', () => {
    const account = stillAccount({ closes: { BTCUSDT: [1, 2, 3] } });
    const closes = account.closes(listing, '1h', 2)!;
    expect([closes.length, closes.close(0), closes.close(1), account.markOf(listing)]).toEqual([2, 2, 3, 3]);
    expect(() => closes.close(2)).toThrow('There are 2 closes; there is no row 2.');
    expect([account.closes({ ...listing, symbol: 'toString' }, '1h', 2), account.markOf({ ...listing, symbol: 'ETHUSDT' })]).toEqual([null, null]);
  });
});
