import { usageFailure } from '@tradewright/cli-kit';
import { Option, type Command } from 'commander';

/** What a damaged journal means: no start, or to go on with the state before the damage. */
export type OnCorrupt = 'error' | 'last-good';

/** Where state is kept. */
export type StoreOptions = { readonly kind: 'fs'; readonly directory: string; readonly onCorrupt: OnCorrupt } | { readonly kind: 'postgres'; readonly schema: string | undefined };

/** What commander fills in. */
export interface StoreFlags {
  account?: string;
  store: 'fs' | 'postgres';
  state?: string;
  onCorrupt?: OnCorrupt;
  schema?: string;
}

const DEFAULT_STATE = './dump/data';

/** Adds the options that name an account and its state. */
export function withStore(command: Command): Command {
  return command
    .option('--account <name>', 'whose state it is (default: default)')
    .addOption(new Option('--store <kind>', 'where the state is kept; postgres is found by DATABASE_URL in the environment').choices(['fs', 'postgres']).default('fs'))
    .option('--state <dir>', `directory of --store fs (default: ${DEFAULT_STATE})`)
    .addOption(new Option('--on-corrupt <what>', 'what a damaged journal of --store fs means: no start, or going on with the state before the damage (default: error)').choices(['error', 'last-good']))
    .option('--schema <name>', 'schema of --store postgres (default: tradewright)');
}

/** @throws {Failure} wrong usage */
export function storeOf(flags: StoreFlags): StoreOptions {
  const { store, state, onCorrupt, schema } = flags;
  for (const name of ['state', 'schema'] as const) if (flags[name]?.trim() === '') throw usageFailure(`--${name} must not be empty.`);
  if (store === 'postgres') {
    if (state !== undefined) throw usageFailure('--state is the directory of --store fs; --store postgres is found by DATABASE_URL.');
    if (onCorrupt !== undefined) throw usageFailure('--on-corrupt is about the files of --store fs.');
    return { kind: 'postgres', schema };
  }
  if (schema !== undefined) throw usageFailure('--schema needs --store postgres.');
  return { kind: 'fs', directory: state ?? DEFAULT_STATE, onCorrupt: onCorrupt ?? 'error' };
}

/** @throws {Failure} wrong usage */
export function accountOf({ account }: StoreFlags): string | undefined {
  if (account?.trim() === '') throw usageFailure('--account must not be empty.');
  return account;
}
