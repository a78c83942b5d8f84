import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Row } from './candles.ts';

export interface SteplessExchange {
  /** For `--exchange bitfinex --exchange-url`. */
  readonly url: string;
  close(): Promise<void>;
}

/** An exchange on loopback that counts significant digits and has no steps of prices: as much of Bitfinex as ccxt asks for `BTC/USD`. */
export async function steplessExchange(rows: readonly Row[]): Promise<SteplessExchange> {
  const server = createServer(({ url = '' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://x');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(pathname.includes('/candles/') ? candlesOf(rows, searchParams) : confOf(decodeURIComponent(pathname))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

/** One list per label that is asked for. */
function confOf(pathname: string): unknown {
  const labels = pathname.slice(pathname.indexOf('/conf/') + '/conf/'.length).split(',');
  return labels.map((label) => (label === 'pub:info:pair' ? [['BTCUSD', [null, null, null, '0.00006', '2000.0', null, null, null, null, null, null, null]]] : []));
}

function candlesOf(rows: readonly Row[], params: URLSearchParams): unknown {
  const [fromMs, toMs, limit] = [Number(params.get('start') ?? 0), Number(params.get('end') ?? Infinity), Number(params.get('limit') ?? 100)];
  const asked = rows.filter(([atMs]) => atMs >= fromMs && atMs <= toMs).slice(0, limit);
  return asked.map(([atMs, open, high, low, close, volume]) => [atMs, Number(open), close, high, low, volume]);
}
