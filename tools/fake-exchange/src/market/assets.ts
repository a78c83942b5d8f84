import { InputError } from '@tradewright/core';

const QUOTES = ['FDUSD', 'USDT', 'USDC', 'TUSD', 'BUSD', 'USD', 'EUR', 'TRY', 'BRL', 'BTC', 'ETH', 'BNB'];

/**
 * What is traded for what.
 *
 * @throws {InputError} `fake-exchange/symbol`
 */
export function assetsOf({ symbol, base, quote }: { readonly symbol: string; readonly base?: string; readonly quote?: string }): { readonly base: string; readonly quote: string } {
  if (base !== undefined && quote !== undefined) return { base, quote };
  const found = QUOTES.find((asset) => symbol.endsWith(asset) && symbol.length > asset.length);
  if (found === undefined) throw new InputError('fake-exchange/symbol', `${symbol} does not end with a known quote asset (${QUOTES.join(' ')}). Give the market its base and quote.`);
  return { base: base ?? symbol.slice(0, -found.length), quote: quote ?? found };
}
