import { exitCodesText, parseCommandLine, usageFailure, type Parsed } from '@tradewright/cli-kit';
import { Command } from 'commander';
import { EXIT_MEANINGS } from '../exit-codes.ts';
import { accountOf, storeOf, withStore, type StoreFlags, type StoreOptions } from '../store-options.ts';
import { PROGRAM } from '../program.ts';

export type HaltTask = { readonly kind: 'halt'; readonly reason: string; readonly closesPositions: boolean } | { readonly kind: 'resume' } | { readonly kind: 'halted' };

export interface HaltOptions {
  readonly task: HaltTask;
  readonly store: StoreOptions;
  readonly account: string | undefined;
  readonly json: boolean;
}

interface Flags extends StoreFlags {
  reason?: string;
  close?: true;
  json?: true;
}

/** What each command does, as `--help` shows it. */
export const HALT_COMMANDS: Readonly<Record<HaltTask['kind'], string>> = {
  halt: 'Halts trading: nothing is opened any more, in whatever process, until it is resumed. What is open keeps its stops and targets.',
  resume: 'Lets trading go on after a halt.',
  halted: 'Says whether trading is halted.',
};

export function isHaltCommand(word: string | undefined): word is HaltTask['kind'] {
  return word !== undefined && Object.hasOwn(HALT_COMMANDS, word);
}

/**
 * Reads the command line behind the name of the command.
 *
 * @throws {Failure} wrong usage
 */
export function parseHaltOptions(kind: HaltTask['kind'], argv: readonly string[]): Parsed<HaltOptions> {
  return parseCommandLine<HaltOptions>(argv, (take) => {
    const command = describe(kind);
    return command.action((flags: Flags) => take({ task: taskOf(kind, flags), store: storeOf(flags), account: accountOf(flags), json: flags.json === true }));
  });
}

function describe(kind: HaltTask['kind']): Command {
  const command = withStore(new Command(`${PROGRAM.name} ${kind}`).description(HALT_COMMANDS[kind]).allowExcessArguments(false));
  if (kind === 'halt') command.option('--reason <text>', 'why; it is told wherever something is not opened').option('--close', 'what is open is closed at the VWAP, what waits is given up');
  return command.option('--json', 'print one JSON object on standard output and nothing else').addHelpText('after', `\n${exitCodesText(EXIT_MEANINGS)}`);
}

function taskOf(kind: HaltTask['kind'], { reason, close }: Flags): HaltTask {
  if (kind !== 'halt') return { kind };
  if (reason === undefined || reason.trim() === '') throw usageFailure('--reason is needed: say why, for example --reason "exchange under maintenance".');
  return { kind, reason: reason.trim(), closesPositions: close === true };
}
