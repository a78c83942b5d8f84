import { usageFailure } from '@tradewright/cli-kit';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkDatabase } from '../open-store.ts';
import type { StoreOptions } from '../store-options.ts';
import { HaltWords } from './words.ts';

export interface HaltPlace {
  readonly store: StoreOptions;
  readonly account: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Where relative paths begin. */
  readonly directory: string;
}

/**
 * Where programs on this machine say halts to each other: beside the state, where it is in files; for a database in a
 * directory of the user, by what it is called and without who asks.
 */
export function wordsOf({ store, account = 'default', env, directory }: HaltPlace): HaltWords {
  const name = encodeURIComponent(account).replaceAll('.', '%2E');
  if (store.kind === 'fs') return new HaltWords(join(resolve(directory, store.directory), 'halt', name));
  const given = env['TRADEWRIGHT_HALT_DIR'];
  const root = given === undefined || given === '' ? join(env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'tradewright', 'halt') : resolve(directory, given);
  return new HaltWords(join(root, markOf(`${databaseIn(env['DATABASE_URL'] ?? '')} ${store.schema ?? 'tradewright'}`), name));
}

/**
 * A directory that there is not is most likely misspelt, as is an address that is none: a halt there would halt nobody.
 *
 * @throws {Failure}, {InputError}
 */
export async function demandPlace({ store, env, directory }: HaltPlace): Promise<void> {
  if (store.kind === 'postgres') return checkDatabase(store, env['DATABASE_URL']);
  if (!existsSync(resolve(directory, store.directory))) throw usageFailure(`${resolve(directory, store.directory)} is not there, so nothing is traded with it. Name the directory of the run with --state.`);
}

/** Host, port and database: whoever asks means the same one by them. */
function databaseIn(address: string): string {
  if (!URL.canParse(address)) return address;
  const { hostname, port, pathname, username, searchParams } = new URL(address);
  return `${searchParams.get('host') ?? hostname}:${port || '5432'}/${pathname.slice(1) || username}`;
}

function markOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
