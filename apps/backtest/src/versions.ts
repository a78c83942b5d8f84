import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Versions {
  readonly 'tradewright-backtest': string;
  readonly tradewright: string;
  readonly '@tradewright/core': string;
  readonly '@tradewright/exchange-files': string;
  readonly node: string;
}

let known: Versions | undefined;

export function versions(): Versions {
  const versionAt = (url: string): string => (JSON.parse(readFileSync(fileURLToPath(url), 'utf8')) as { version: string }).version;
  known ??= {
    // As far from this file in src as it is from the built one in dist.
    'tradewright-backtest': versionAt(new URL('../package.json', import.meta.url).href),
    tradewright: versionAt(import.meta.resolve('tradewright/package.json')),
    '@tradewright/core': versionAt(import.meta.resolve('@tradewright/core/package.json')),
    '@tradewright/exchange-files': versionAt(import.meta.resolve('@tradewright/exchange-files/package.json')),
    node: process.versions.node,
  };
  return known;
}
