import { checkPeriod, exchangeNameOf, exchangeOf, instantOf, intervalOption, usageFailure, withExchange, type ExchangeFlags } from '@tradewright/cli-kit';
import type { Interval, SeriesKey, TimestampMs } from '@tradewright/core';
import { Option, type Command } from 'commander';
import type { AddCommand, CommonFlags } from '../options.ts';

export type Format = 'csv' | 'parquet';

export interface ExportOptions {
  readonly command: 'export';
  readonly key: SeriesKey;
  readonly fromMs: TimestampMs;
  readonly toMs: TimestampMs;
  readonly format: Format;
  /** As given. */
  readonly out: string;
}

export interface ImportOptions {
  readonly command: 'import';
  readonly key: SeriesKey;
  readonly format: Format;
  /** As given: paths and globs. */
  readonly files: readonly string[];
}

interface Flags extends CommonFlags, ExchangeFlags {
  symbol?: string;
  interval: Interval;
  format?: Format;
}

interface ExportFlags extends Flags {
  from?: string;
  to?: string;
  out?: string;
}

export function exportCommand(add: AddCommand): void {
  add<ExportFlags>(
    'export',
    (command) =>
      withSeries(command, 'whose candles')
        .description('Writes what is kept of one series into one file, which appears when it is complete.')
        .option('--from <instant>', 'begin, ISO 8601, UTC assumed (default: all there is)')
        .option('--to <instant>', 'end, exclusive')
        .option('--out <file>', 'CSV: packed where its name ends in .gz'),
    exportOf,
  );
}

export function importCommand(add: AddCommand): void {
  add<Flags>(
    'import',
    (command) =>
      withSeries(command, 'whose candles these are')
        .description('Keeps candles from files. What the files leave out between their first and last candle is taken not to exist.')
        .argument('<files...>', 'files or globs of one series; quote globs'),
    (flags, files) => ({ command: 'import', key: keyOf(flags), format: formatOf(flags), files }),
  );
}

function withSeries(command: Command, what: string): Command {
  return withExchange(command, what)
    .option('--symbol <symbol>', 'which')
    .option('--interval <interval>', 'length of the candles', intervalOption, '1m')
    .addOption(new Option('--format <format>', 'of the file').choices(['csv', 'parquet']));
}

function exportOf(flags: ExportFlags): ExportOptions {
  const { from, to, out } = flags;
  const [key, format] = [keyOf(flags), formatOf(flags)];
  if (out === undefined || out.trim() === '') throw usageFailure('--out is needed: name the file to write.');
  if (format === 'parquet' && out.endsWith('.gz')) throw usageFailure('--out: Parquet is packed inside; leave .gz away.');
  const fromMs = from === undefined ? 0 : instantOf(from, '--from');
  const toMs = to === undefined ? Infinity : instantOf(to, '--to');
  if (fromMs >= toMs) throw usageFailure(`--from (${from}) must be before --to (${to}).`);
  checkPeriod(fromMs, to === undefined ? 0 : toMs, key.interval);
  return { command: 'export', key, fromMs, toMs, format, out };
}

function keyOf(flags: Flags): SeriesKey {
  const exchange = exchangeOf(flags);
  const symbol = flags.symbol?.trim();
  if (exchange === undefined) throw usageFailure('--exchange is needed: say whose candles, for example --exchange binance.');
  if (symbol === undefined || symbol === '') throw usageFailure('--symbol is needed: say which, for example --symbol BTCUSDT.');
  return { exchange: exchangeNameOf(exchange), symbol, interval: flags.interval };
}

function formatOf({ format }: Flags): Format {
  if (format === undefined) throw usageFailure('--format is needed: csv or parquet.');
  return format;
}
