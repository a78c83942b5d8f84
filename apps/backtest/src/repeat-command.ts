import { instantOption, shownPath } from '@tradewright/cli-kit';
import type { Options } from './options.ts';
import type { CandleOrigin, Period, RunRequest } from './request.ts';

/** The command that does this run again, from the same directory; the period is written out. */
export function repeatCommand(options: Options, request: RunRequest, period: Period): string {
  const { origin } = request;
  const words = [
    'tradewright-backtest',
    shownPath(request.strategyFile, request.directory),
    ...originWords(origin),
    '--symbol', request.symbol,
    '--from', instantOption(period.fromMs),
    '--to', instantOption(period.toMs),
    ...option('--config', options.configFile),
    ...Object.entries(request.params).flatMap(([name, value]) => ['--param', `${name}=${value}`]),
    ...option('--strategy', options.strategyName),
    ...option('--trigger', options.trigger),
    ...option('--intrabar', options.intrabar),
    ...option('--out', options.out),
    ...(options.skipBadRows ? ['--skip-bad-rows'] : []),
    ...(options.cuts === null ? [] : ['--check-lookahead', '--cuts', String(options.cuts)]),
  ];
  return words.map(shellWord).join(' ');
}

function originWords(origin: CandleOrigin): readonly string[] {
  if (origin.kind === 'synthetic') return ['--synthetic', String(origin.seed)];
  if (origin.kind === 'files') return origin.files.flatMap((glob) => ['--candles', glob]);
  const { exchange, store } = origin;
  const kept = store.kind === 'fs' ? ['--dir', store.directory] : ['--store', 'postgres', ...option('--schema', store.schema)];
  return ['--exchange', exchange.id, ...option('--exchange-url', exchange.url), ...kept];
}

function option(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [name, value];
}

function shellWord(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
