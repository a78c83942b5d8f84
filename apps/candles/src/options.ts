import { candleStoreOf, exitCodesText, parseCommandLine, withCandleStore, type CandleStoreChoice, type CandleStoreFlags, type Parsed } from '@tradewright/cli-kit';
import { Command } from 'commander';
import { checkCommand, type CheckOptions } from './check/options.ts';
import { EXIT_MEANINGS } from './exit-codes.ts';
import { PROGRAM } from './program.ts';
import { exportCommand, importCommand, type ExportOptions, type ImportOptions } from './transfer/options.ts';
import { warmCommand, type WarmOptions } from './warm/options.ts';

/** What was asked for. */
export type Task = WarmOptions | CheckOptions | ExportOptions | ImportOptions;

export interface Options {
  readonly task: Task;
  readonly store: CandleStoreChoice;
  readonly json: boolean;
}

/** What every subcommand takes. */
export interface CommonFlags extends CandleStoreFlags {
  json?: true;
}

/** Adds a subcommand. `read` makes of what commander has filled in what was asked for. */
export type AddCommand = <Flags extends CommonFlags>(name: string, describe: (command: Command) => Command, read: (flags: Flags, words: readonly string[]) => Task) => void;

/**
 * Reads the command line.
 *
 * @throws {Failure} wrong usage
 */
export function parseOptions(argv: readonly string[], version: string): Parsed<Options> {
  return parseCommandLine<Options>(argv, (take) => describe(version, take), { 'commander.help': `Say what to do, as in ${PROGRAM.name} warm --help.` });
}

function describe(version: string, take: (options: Options) => void): Command {
  const root = new Command(PROGRAM.name)
    .description('Fetches candles once and keeps them; checks, exports and imports what is kept.')
    .version(version)
    .addHelpText('after', `\n${exitCodesText(EXIT_MEANINGS)}`);
  const add: AddCommand = (name, describeIt, read) => {
    const command = describeIt(withCandleStore(root.command(name).allowExcessArguments(false))).option('--json', 'print one JSON object on standard output and nothing else');
    // Commander hands over the words by their places, then the flags, then the command itself.
    command.action((...given: unknown[]) => {
      const flags = command.opts<Parameters<typeof read>[0]>();
      const words = given.slice(0, -2).flat() as string[];
      take({ task: read(flags, words), store: candleStoreOf(flags), json: flags.json === true });
    });
  };
  for (const command of [warmCommand, checkCommand, exportCommand, importCommand]) command(add);
  return root;
}
