/** What symbols without a separator are quoted in, longest first where one ends with another. */
const KNOWN = ['FDUSD', 'USDT', 'USDC', 'BUSD', 'TUSD', 'USDD', 'DAI', 'USD', 'EUR', 'GBP', 'JPY', 'CHF', 'AUD', 'CAD', 'NZD', 'TRY', 'BRL', 'BTC', 'ETH', 'BNB'];

/** The currency in which a symbol's price is given, as far as its name tells: `BTCUSDT`, `BTC/USDT:USDT`, `EUR_USD`. Else `null`. */
export function quoteOf(symbol: string): string | null {
  const name = symbol.toUpperCase();
  const [base = '', quote] = name.split(/[/_-]/u);
  if (quote !== undefined) return base === '' || quote === '' ? null : (quote.split(':')[0] ?? null);
  return KNOWN.find((currency) => name.length > currency.length && name.endsWith(currency)) ?? null;
}
