import {
  append, candleStoreOf, exchangeOf, exitCodesText, instantOf, parameter, parseCommandLine, patienceOf, usageFailure, wholeNumber, withCandleStore, withExchange, withPatience,
  type CandleStoreFlags, type ExchangeFlags, type Parameter, type Parsed, type PatienceFlags,
} from '@tradewright/cli-kit';
import { alignDown, DAY_MS, type TimestampMs } from '@tradewright/core';
import { Command, InvalidArgumentError, Option } from 'commander';
import { EXIT_MEANINGS } from './exit-codes.ts';
import { PROGRAM } from './program.ts';
import type { CandleOrigin } from './request.ts';

export interface Options {
  /** As given; undefined runs the embedded example. */
  readonly strategyFile: string | undefined;
  readonly strategyName: string | undefined;
  readonly params: Readonly<Record<string, Parameter>>;
  readonly origin: CandleOrigin;
  readonly symbol: string;
  readonly fromMs: TimestampMs | undefined;
  readonly toMs: TimestampMs | undefined;
  readonly out: string | undefined;
  readonly json: boolean;
  readonly configFile: string | undefined;
  readonly trigger: string | undefined;
  readonly intrabar: string | undefined;
  /** How often to cut, or null for no check. */
  readonly cuts: number | null;
  readonly skipBadRows: boolean;
}

/** What commander fills in. */
interface Flags extends ExchangeFlags, CandleStoreFlags, PatienceFlags {
  candles?: string[];
  synthetic?: number;
  symbol?: string;
  from?: string;
  to?: string;
  out?: string;
  json?: true;
  config?: string;
  param?: Record<string, Parameter>;
  strategy?: string;
  trigger?: string;
  intrabar?: string;
  checkLookahead?: true;
  cuts?: number;
  skipBadRows?: true;
}

const SYNTHETIC_SYMBOL = 'SYNTHETIC';
export const DEFAULT_SEED = 1;

/**
 * Reads the command line.
 *
 * @throws {Failure} wrong usage
 */
export function parseOptions(argv: readonly string[], version: string): Parsed<Options> {
  return parseCommandLine<Options>(
    argv,
    (take) => describe(new Command(PROGRAM.name), version).action((strategyFile: string | undefined, flags: Flags) => take(optionsOf(strategyFile, flags))),
    { 'commander.excessArguments': 'Name one strategy file, and put a glob in quotes so that the shell leaves it alone.' },
  );
}

function describe(command: Command, version: string): Command {
  return withPatience(withCandleStore(withExchange(command, 'whose candles, as ccxt calls it: fetched once, then kept')))
    .description('Backtests a strategy file on candles of an exchange, from files, or on synthetic ones.')
    .version(version)
    .argument('[strategy]', 'strategy file, .ts or .js (default: the embedded moving average crossover)')
    .option('--candles <glob>', 'CSV or CSV.gz files of candles, repeatable; quote the glob', append)
    .option('--synthetic <seed>', `synthetic candles instead (default: seed ${DEFAULT_SEED})`, seedOf)
    .option('--symbol <symbol>', 'whose candles these are; needed with --candles and --exchange')
    .option('--from <instant>', 'begin, ISO 8601, UTC assumed (default: first candle; needed with --exchange)')
    .option('--to <instant>', 'end, exclusive (default: end of the last candle; of an exchange: the last midnight)')
    .option('--out <dir>', 'where report.md and trades.csv go (default: out/<symbol>-<strategy>)')
    .option('--json', 'print one JSON object on standard output and nothing else')
    .option('--config <file>', 'configuration keys (CC_…): a .json file, or a .ts or .js file with a default export')
    .option('--param <name=value>', 'parameter of a factory strategy, repeatable', parameter)
    .option('--strategy <name>', 'which strategy, when the file offers several')
    .addOption(new Option('--trigger <rule>', 'what prices are judged by (default: candle-range)').choices(['candle-range', 'vwap']))
    .addOption(new Option('--intrabar <policy>', 'what counts when one candle touches stop and target').choices(['stop-loss-first', 'take-profit-first']))
    .option('--check-lookahead', 'run again, cut at sampled instants, and compare every earlier decision')
    .option('--cuts <count>', 'at how many instants', wholeNumber(1, 1000), 20)
    .option('--skip-bad-rows', 'leave out and count broken rows instead of stopping at the first')
    .addHelpText('after', `\n${exitCodesText(EXIT_MEANINGS)}`);
}

function optionsOf(strategyFile: string | undefined, flags: Flags): Options {
  const named = (['exchange', 'candles', 'synthetic'] as const).filter((name) => flags[name] !== undefined);
  if (named.length > 1) throw usageFailure(`Give either --${named[0]} or --${named[1]}, not both.`);
  if (flags.candles !== undefined && flags.symbol === undefined) throw usageFailure('--candles needs --symbol: say whose candles these are, for example --symbol BTCUSDT.');
  if (flags.symbol?.trim() === '') throw usageFailure('--symbol must not be empty.');
  if (flags.out?.trim() === '') throw usageFailure('--out must not be empty: name the directory for report.md and trades.csv, . for this one.');
  const fromMs = flags.from === undefined ? undefined : instantOf(flags.from, '--from');
  const toMs = flags.to === undefined ? undefined : instantOf(flags.to, '--to');
  if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs) throw usageFailure(`--from (${flags.from}) must be before --to (${flags.to}).`);
  return {
    strategyFile,
    strategyName: flags.strategy,
    params: flags.param ?? {},
    origin: originOf(flags, fromMs, toMs),
    symbol: flags.symbol?.trim() ?? SYNTHETIC_SYMBOL,
    fromMs,
    toMs,
    out: flags.out,
    json: flags.json === true,
    configFile: flags.config,
    trigger: flags.trigger,
    intrabar: flags.intrabar,
    cuts: flags.checkLookahead === true ? (flags.cuts ?? null) : null,
    skipBadRows: flags.skipBadRows === true,
  };
}

function originOf(flags: Flags, fromMs: TimestampMs | undefined, toMs: TimestampMs | undefined): CandleOrigin {
  const exchange = exchangeOf(flags);
  if (exchange === undefined) {
    const lonely = (['store', 'dir', 'schema', 'retries', 'timeout'] as const).find((name) => flags[name] !== undefined);
    if (lonely !== undefined) throw usageFailure(`--${lonely} needs --exchange.`);
    return flags.candles === undefined ? { kind: 'synthetic', seed: flags.synthetic ?? DEFAULT_SEED } : { kind: 'files', files: flags.candles };
  }
  if (flags.skipBadRows === true) throw usageFailure('--skip-bad-rows is about rows of files; broken candles of an exchange are left out and told of anyway.');
  if (flags.symbol === undefined) throw usageFailure('--exchange needs --symbol: say which, for example --symbol BTCUSDT.');
  if (fromMs === undefined) throw usageFailure('--exchange needs --from: say from when on, for example --from 2024-01-01.');
  const nowMs = Date.now();
  const endMs = toMs ?? alignDown(nowMs, DAY_MS);
  if (fromMs >= endMs) throw usageFailure(`--from (${flags.from}) must be before ${toMs === undefined ? 'the last midnight, UTC; or say --to' : `--to (${flags.to})`}.`);
  return { kind: 'exchange', exchange, patience: patienceOf(flags), store: candleStoreOf(flags), fromMs, toMs: endMs, nowMs };
}

function seedOf(text: string): number {
  const seed = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(seed)) throw new InvalidArgumentError('A seed is a whole number.');
  return seed;
}
