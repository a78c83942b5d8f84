import { InputError } from '@tradewright/core';

/**
 * Points every address of an exchange to another host, its paths kept: `https://api.binance.com/api/v3` becomes
 * `http://127.0.0.1:8080/api/v3`. Streams go to the same host, with the former one in front of their path: by it ccxt,
 * and whoever serves them, tell kinds of markets apart.
 *
 * @throws {InputError} `ccxt/base-url`
 */
export function rewriteUrls(api: unknown, baseUrl: string): unknown {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw new InputError('ccxt/base-url', 'baseUrl must be an address like http://127.0.0.1:8080.');
  const place = url.host + url.pathname.replace(/\/$/, '');
  const isSafe = url.protocol === 'https:';
  return rewritten(api, { http: `${isSafe ? 'https' : 'http'}://${place}`, ws: `${isSafe ? 'wss' : 'ws'}://${place}` });
}

function rewritten(value: unknown, to: { readonly http: string; readonly ws: string }): unknown {
  if (typeof value === 'string') return value.replace(/^(https?|wss?):\/\/([^/:]+)(?::\d+)?/, (_all, scheme: string, host: string) => (scheme.startsWith('ws') ? `${to.ws}/${host}` : to.http));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rewritten(inner, to)]));
}
