import type { MarketKind } from '../market/market-options.ts';

/** What the address of a stream tells. */
export interface StreamAddress {
  readonly path: '/ws' | '/stream';
  readonly kind: MarketKind;
  /** Streams that are subscribed to by the address itself. */
  readonly streams: readonly string[];
}

/**
 * Reads `/ws`, `/ws/<stream>/<stream>` and `/stream?streams=<stream>/<stream>`. What stands before them does not matter,
 * but that futures have `/market/` or `fstream` in it, as they have at Binance.
 */
export function streamAddress(url: string): StreamAddress | undefined {
  if (!URL.canParse(url, 'ws://127.0.0.1')) return undefined;
  const { pathname, searchParams } = new URL(url, 'ws://127.0.0.1');
  const kind = /\/market\/|fstream/.test(pathname) ? 'linear' : 'spot';
  const direct = /^(?:.*)\/ws(?:\/(.*))?$/.exec(pathname);
  if (direct !== null) return { path: '/ws', kind, streams: namesIn(direct[1] ?? '') };
  if (pathname.endsWith('/stream')) return { path: '/stream', kind, streams: namesIn(searchParams.get('streams') ?? '') };
  return undefined;
}

/** ccxt puts a number there, which is none. */
function namesIn(text: string): readonly string[] {
  return text.replaceAll('%40', '@').split('/').filter((name) => name.includes('@'));
}
