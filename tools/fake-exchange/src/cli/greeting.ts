import type { FakeExchange } from '../fake-exchange.ts';
import type { FileMarket } from './file-markets.ts';

/** What the program says once it listens. */
export function greeting({ url, wsUrl }: FakeExchange, markets: readonly FileMarket[], json: boolean): string {
  const told = markets.map(({ symbol, candles: { openTimeMs, length } }) => ({ symbol, candles: length, fromMs: openTimeMs[0] ?? null, toMs: length === 0 ? null : openTimeMs[length - 1]! + 60_000 }));
  if (json) return JSON.stringify({ url, wsUrl, markets: told });
  const lines = told.map(({ symbol, candles, fromMs, toMs }) => `  ${symbol.padEnd(12)} ${String(candles).padStart(9)} candles  ${instant(fromMs)} – ${instant(toMs)}`);
  return `A fake exchange listens on ${url}

${lines.join('\n')}

Ask it:            curl '${url}/api/v3/klines?symbol=${told[0]?.symbol ?? 'BTCUSDT'}&interval=1m&limit=3'
Listen to it:      ${wsUrl}/ws/${(told[0]?.symbol ?? 'BTCUSDT').toLowerCase()}@kline_1m
Point ccxt to it:  import { pointCcxt } from '@tradewright/fake-exchange'; await pointCcxt(new ccxt.binance(), '${url}')
Our exchange:      ccxtExchange('binance', { baseUrl: '${url}' })

Ctrl-C ends it.`;
}

function instant(atMs: number | null): string {
  return atMs === null ? '?' : new Date(atMs).toISOString().slice(0, 16).replace('T', ' ');
}
