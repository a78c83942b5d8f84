/** The `urls.api` of a ccxt exchange: addresses, and records of such. */
export type CcxtUrls = Record<string, unknown>;

/**
 * The same addresses, pointing to another host: `client.urls.api = ccxtUrls(client.urls.api, exchange.url)`. Those of
 * streams keep their old host as the first part of the path, since ccxt tells spot from futures by it.
 */
export function ccxtUrls(api: CcxtUrls, url: string): CcxtUrls {
  return Object.fromEntries(Object.entries(api).map(([name, value]) => [name, moved(value, url)]));
}

function moved(value: unknown, url: string): unknown {
  if (typeof value === 'object' && value !== null) return ccxtUrls(value as CcxtUrls, url);
  if (typeof value !== 'string') return value;
  return value.replace(/^https?:\/\/[^/]+/, url).replace(/^wss?:\/\/([^/:]+)(?::\d+)?/, `${url.replace(/^http/, 'ws')}/$1`);
}

/** The part of a ccxt exchange that is needed to point it elsewhere. */
export interface CcxtClient {
  // ccxt's own type says less than it holds.
  urls: { api?: unknown };
  loadHttpProxyAgent(): Promise<unknown>;
}

/** Points a ccxt exchange to another host, REST and streams. Without that agent ccxt opens no stream that is not encrypted. */
export async function pointCcxt(client: CcxtClient, url: string): Promise<void> {
  client.urls.api = ccxtUrls(client.urls.api as CcxtUrls, url);
  await client.loadHttpProxyAgent();
}
