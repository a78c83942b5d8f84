import { basename } from 'node:path';
import { Failure, filesOf, usageFailure } from '@tradewright/cli-kit';
import type { Files } from '@tradewright/exchange-files';

/**
 * Which recorded files are whose: those given as `SYMBOL=glob` are that symbol's, all others those of the one symbol
 * there is; of several symbols each gets the files that are called after it.
 *
 * @throws {Failure} where a symbol has none
 */
export function filesBySymbol(given: readonly string[], symbols: readonly string[], directory: string): Readonly<Record<string, Files>> {
  const own = new Map<string, string[]>();
  const shared: string[] = [];
  for (const text of given) {
    const at = text.indexOf('=');
    const symbol = symbols.find((one) => one === text.slice(0, at));
    if (at < 0 || symbol === undefined) shared.push(text);
    else own.set(symbol, [...(own.get(symbol) ?? []), text.slice(at + 1)]);
  }
  const [only] = symbols;
  // One symbol's files go on as they were given: whoever opens them says best what is wrong.
  if (symbols.length === 1) return { [only!]: [...(own.get(only!) ?? []), ...shared] };
  const found = filesOf(shared, directory);
  return Object.fromEntries(symbols.map((symbol) => {
    const files = [...(own.get(symbol) ?? []), ...found.filter((path) => isCalledAfter(symbol, basename(path)))];
    if (files.length === 0) throw noFiles(symbol, found);
    return [symbol, files];
  }));
}

/** `BTC/USDT` has `BTCUSDT-1m-2023.csv` and `btc_usdt.csv.gz`, and not `BTCUSDTX.csv`. */
function isCalledAfter(symbol: string, name: string): boolean {
  const letters = symbol.match(/[\p{L}\p{N}]/gu);
  return letters !== null && new RegExp(`^${letters.join('[^\\p{L}\\p{N}]*')}(?![\\p{L}\\p{N}])`, 'iu').test(name);
}

function noFiles(symbol: string, found: readonly string[]): Failure {
  if (found.length === 0) return usageFailure(`--replay: no file is there for ${symbol}. Check the path and the pattern, and quote it so that the shell leaves it alone.`);
  return usageFailure(`--replay: none of ${found.length} files is called after ${symbol}. Give them by name: --replay '${symbol}=glob'.`);
}
