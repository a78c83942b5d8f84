import { versionAt } from '@tradewright/cli-kit';
import { PROGRAM } from './program.ts';

export interface Versions {
  readonly 'tradewright-backtest': string;
  readonly tradewright: string;
  readonly '@tradewright/core': string;
  readonly '@tradewright/exchange-files': string;
  readonly node: string;
}

let known: Versions | undefined;

export function versions(): Versions {
  known ??= {
    'tradewright-backtest': versionAt(PROGRAM.manifest),
    tradewright: versionAt(import.meta.resolve('tradewright/package.json')),
    '@tradewright/core': versionAt(import.meta.resolve('@tradewright/core/package.json')),
    '@tradewright/exchange-files': versionAt(import.meta.resolve('@tradewright/exchange-files/package.json')),
    node: process.versions.node,
  };
  return known;
}
