import {
  append, exchangeOf, exitCodesText, instantOf, parameter, parseCommandLine, patienceOf, symbolList, usageFailure, withExchange, withPatience,
  type ExchangeChoice, type ExchangeFlags, type Parameter, type Parsed, type Patience, type PatienceFlags,
} from '@tradewright/cli-kit';
import type { DurationMs, TimestampMs } from '@tradewright/core';
import { Command, InvalidArgumentError, Option } from 'commander';
import { EXIT_MEANINGS } from './exit-codes.ts';
import { HALT_COMMANDS } from './halt/options.ts';
import { PROGRAM } from './program.ts';
import { accountOf, storeOf, withStore, type StoreFlags, type StoreOptions } from './store-options.ts';

/** Recorded candles in place of an exchange. */
export interface ReplayOptions {
  /** Paths and globs, or `SYMBOL=glob`. */
  readonly files: readonly string[];
  /** How many times faster than time goes by; `Infinity`: as fast as the work gets done. */
  readonly speed: number;
  readonly fromMs: TimestampMs | undefined;
  readonly toMs: TimestampMs | undefined;
  readonly skipBadRows: boolean;
}

export interface Options {
  readonly strategyFiles: readonly string[];
  /** Empty: all that the files offer. */
  readonly strategyNames: readonly string[];
  readonly params: Readonly<Record<string, Parameter>>;
  readonly symbols: readonly string[];
  /** One that the strategy files register, or one of ccxt. */
  readonly exchange: ExchangeChoice | undefined;
  readonly patience: Patience;
  readonly account: string | undefined;
  readonly store: StoreOptions;
  readonly replay: ReplayOptions | null;
  readonly configFile: string | undefined;
  readonly trigger: string | undefined;
  readonly intrabar: string | undefined;
  readonly json: boolean;
  /** `null`: nobody can ask how it fares. */
  readonly healthPort: number | null;
  readonly leaseMs: DurationMs | undefined;
}

/** What commander fills in. */
interface Flags extends ExchangeFlags, PatienceFlags, StoreFlags {
  symbol?: string[];
  replay?: string[];
  speed?: number;
  from?: string;
  to?: string;
  skipBadRows?: true;
  config?: string;
  param?: Record<string, Parameter>;
  strategy?: string[];
  trigger?: string;
  intrabar?: string;
  json?: true;
  health: boolean;
  healthPort: number;
  leaseMs?: number;
}

/**
 * Reads the command line.
 *
 * @throws {Failure} wrong usage
 */
export function parseOptions(argv: readonly string[], version: string): Parsed<Options> {
  return parseCommandLine<Options>(
    argv,
    (take) => describe(new Command(PROGRAM.name), version).action((files: string[], flags: Flags) => take(optionsOf(files, flags))),
    { 'commander.missingArgument': 'Name the file of a strategy, .ts or .js.' },
  );
}

function describe(command: Command, version: string): Command {
  const named = withPatience(withExchange(command, 'which one of those that the files register; or any of ccxt: binance, kraken, …'))
    .description('Trades strategy files live, on paper: no order leaves this machine. Every step is stored before it counts; a restart goes on.')
    .version(version)
    .argument('<strategy...>', 'strategy files, .ts or .js')
    .option('--symbol <symbol>', 'what to trade; repeatable, or several with commas', symbolList);
  return withStore(named)
    .option('--replay <glob>', 'recorded candles instead of an exchange, CSV or CSV.gz, repeatable; SYMBOL=glob for one of several symbols; quote it', append)
    .option('--speed <factor>', 'how many times faster than time, or max (default: max)', speedOf)
    .option('--from <instant>', 'begin of the replay, ISO 8601, UTC assumed (default: first candle)')
    .option('--to <instant>', 'its end, exclusive (default: end of the last candle)')
    .option('--skip-bad-rows', 'leave out and count broken rows instead of stopping at the first')
    .option('--config <file>', 'configuration keys (CC_…): a .json file, or a .ts or .js file with a default export')
    .option('--param <name=value>', 'parameter of factory strategies, repeatable', parameter)
    .option('--strategy <name>', 'only this one of those that the files offer, repeatable', append)
    .addOption(new Option('--trigger <rule>', 'what prices are judged by (default: candle-range)').choices(['candle-range', 'vwap']))
    .addOption(new Option('--intrabar <policy>', 'what counts when one candle touches stop and target').choices(['stop-loss-first', 'take-profit-first']))
    .option('--json', 'print one JSON object per line on standard output and nothing else')
    .option('--health-port <port>', 'where to answer /healthz and /readyz on 127.0.0.1; 0 is any free port', portOf, 0)
    .option('--no-health', 'do not answer')
    .option('--lease-ms <ms>', 'how long another process waits for this one before it takes over (default: 15000)', leaseOf)
    .addHelpText('after', `\n${commandsText()}\n\n${exitCodesText(EXIT_MEANINGS)}`);
}

function optionsOf(strategyFiles: readonly string[], flags: Flags): Options {
  if (strategyFiles.includes('')) throw usageFailure('The name of a strategy file is empty.');
  if (flags.symbol === undefined) throw usageFailure('--symbol is needed: say what to trade, for example --symbol BTCUSDT.');
  return {
    strategyFiles,
    strategyNames: flags.strategy ?? [],
    params: flags.param ?? {},
    symbols: flags.symbol,
    exchange: exchangeOf(flags),
    patience: patienceOf(flags),
    account: accountOf(flags),
    store: storeOf(flags),
    replay: replayOf(flags),
    configFile: flags.config,
    trigger: flags.trigger,
    intrabar: flags.intrabar,
    json: flags.json === true,
    healthPort: flags.health ? flags.healthPort : null,
    leaseMs: flags.leaseMs,
  };
}

function commandsText(): string {
  return `Commands, each with --help:\n${Object.entries(HALT_COMMANDS).map(([name, what]) => `  ${name.padEnd(8)}${what}`).join('\n')}`;
}

function replayOf(flags: Flags): ReplayOptions | null {
  const { replay, speed = Infinity, from, to, skipBadRows, exchange, exchangeUrl } = flags;
  if (replay === undefined) {
    const lonely = (['speed', 'from', 'to', 'skipBadRows'] as const).find((name) => flags[name] !== undefined);
    if (lonely !== undefined) throw usageFailure(`${lonely === 'skipBadRows' ? '--skip-bad-rows' : `--${lonely}`} needs --replay.`);
    return null;
  }
  if (exchange !== undefined || exchangeUrl !== undefined) throw usageFailure('--exchange cannot be used with --replay: the candles come from the files.');
  const fromMs = from === undefined ? undefined : instantOf(from, '--from');
  const toMs = to === undefined ? undefined : instantOf(to, '--to');
  if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs) throw usageFailure(`--from (${from}) must be before --to (${to}).`);
  return { files: replay, speed, fromMs, toMs, skipBadRows: skipBadRows === true };
}

function speedOf(text: string): number {
  const speed = text === 'max' ? Infinity : Number(text);
  if (text.trim() === '' || !(speed > 0)) throw new InvalidArgumentError('It is a positive number, or max.');
  return speed;
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
  return port;
}

function leaseOf(text: string): number {
  const ms = Number(text);
  if (!/^\d{1,9}$/.test(text) || ms < 100) throw new InvalidArgumentError('It is a whole number of milliseconds, 100 or more.');
  return ms;
}
