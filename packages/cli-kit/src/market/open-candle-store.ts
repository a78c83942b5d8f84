import { StoreError, type CandleStore } from '@tradewright/core';
import { FsCandleStore } from '@tradewright/persist-fs';
import type { PgCandleStore, PgStoreOptions } from '@tradewright/persist-postgres';
import { resolve } from 'node:path';
import { usageFailure } from '../failure.ts';
import { plainText } from '../plain-text.ts';
import type { CandleStoreChoice } from './options.ts';

export interface OpenedCandleStore {
  readonly store: CandleStore;
  /** What it is called where everybody may read it. */
  readonly title: string;
}

export interface CandleStorePlace {
  /** Where relative paths begin. */
  readonly directory: string;
  /** `DATABASE_URL` may hold a password and is shown nowhere. */
  readonly env: NodeJS.ProcessEnv;
  /** Hears what the store deals with by itself: a server that does not answer at once, a file that was left behind. */
  readonly onWarning?: (message: string) => void;
}

/**
 * Opens the store that the options name. Directories and tables are made where there are none.
 *
 * @throws {Failure}, {StoreError}
 */
export async function openCandleStore(choice: CandleStoreChoice, { directory, env, onWarning = () => undefined }: CandleStorePlace): Promise<OpenedCandleStore> {
  if (choice.kind === 'fs') {
    const path = resolve(directory, choice.directory);
    return { store: await FsCandleStore.open({ directory: path, onWarning: ({ message }) => onWarning(message) }), title: `files in ${plainText(path)}` };
  }
  const url = env['DATABASE_URL'];
  if (url === undefined || url.trim() === '') throw usageFailure('--store postgres needs DATABASE_URL in the environment, such as postgres://user:password@localhost:5432/trading.');
  const { schema } = choice;
  const options = { connectionString: url, onRetry: ({ message }: StoreError) => onWarning(`${message} It is tried again.`), ...(schema === undefined ? {} : { schema }) };
  return { store: await openPostgres(options), title: `PostgreSQL, schema ${schema ?? 'tradewright'}` };
}

/** Tables are made where there are none. A user without the right to make any can use those that are there. */
async function openPostgres(options: PgStoreOptions): Promise<PgCandleStore> {
  // Loaded when it is wanted: it is half of what a program needs to start.
  const { PgCandleStore } = await import('@tradewright/persist-postgres');
  try {
    return await PgCandleStore.open(options);
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 'store/schema')) throw error;
    return PgCandleStore.open({ ...options, migrate: true });
  }
}
