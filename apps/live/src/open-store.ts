import { usageFailure } from '@tradewright/cli-kit';
import { StoreError, type DurationMs, type StateStore } from '@tradewright/core';
import { FsStateStore, type FsStateStoreOptions } from '@tradewright/persist-fs';
import type { PgStateStore, PgStateStoreOptions } from '@tradewright/persist-postgres';
import { resolve } from 'node:path';
import type { StoreOptions } from './store-options.ts';
import { StoreNews } from './store-news.ts';

type DatabaseOptions = Extract<StoreOptions, { readonly kind: 'postgres' }>;

/** An open store, and how it is called where everybody may read it. */
export interface OpenedStore {
  readonly store: StateStore;
  readonly title: string;
  readonly news: StoreNews;
}

/**
 * @param databaseUrl - what the environment says; it may hold a password and is shown nowhere
 * @param retryForMs - how long a database that does not answer is asked again
 * @throws {Failure}, {StoreError}
 */
export async function openStore(options: StoreOptions, databaseUrl: string | undefined, directory: string, retryForMs?: DurationMs): Promise<OpenedStore> {
  const news = new StoreNews();
  if (options.kind === 'fs') {
    const path = resolve(directory, options.directory);
    const store = await openFiles({ directory: path, onCorrupt: options.onCorrupt, onWarning: ({ message }) => news.tell({ message, retry: null }) });
    return { store, title: `files in ${path}`, news };
  }
  const onRetry = ({ code, message }: StoreError, attempt: number): void => news.tell({ message, retry: { code, attempt } });
  const store = await openPostgres({ ...databaseOf(options, databaseUrl), onRetry, ...(retryForMs === undefined ? {} : { retryForMs }) });
  return { store, title: `PostgreSQL, schema ${options.schema ?? 'tradewright'}`, news };
}

/** Whether there can be such a database at all, found out without connecting. @throws {Failure} wrong usage, {InputError} */
export async function checkDatabase(options: DatabaseOptions, databaseUrl: string | undefined): Promise<void> {
  const database = databaseOf(options, databaseUrl);
  const { checkOptions } = await import('@tradewright/persist-postgres');
  checkOptions(database);
}

function databaseOf({ schema }: DatabaseOptions, databaseUrl: string | undefined): { readonly connectionString: string; readonly schema?: string } {
  if (databaseUrl === undefined || databaseUrl.trim() === '') throw usageFailure('--store postgres needs DATABASE_URL in the environment, such as postgres://user:password@localhost:5432/trading.');
  return { connectionString: databaseUrl, ...(schema === undefined ? {} : { schema }) };
}

/** What the store says of damage is meant for programmers, who have an option where users have a flag. */
async function openFiles(options: FsStateStoreOptions): Promise<FsStateStore> {
  try {
    return await FsStateStore.open(options);
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 'store/corrupt')) throw error;
    throw new StoreError(error.code, error.message.replace("open the store with onCorrupt: 'last-good'", 'start with --on-corrupt last-good'), { cause: error });
  }
}

/** Tables are made where there are none. A user without the right to make any can use those that are there. */
async function openPostgres(options: PgStateStoreOptions): Promise<PgStateStore> {
  // Loaded when it is wanted: it is half of what the program needs to start.
  const { PgStateStore } = await import('@tradewright/persist-postgres');
  try {
    return await PgStateStore.open(options);
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 'store/schema')) throw error;
    return PgStateStore.open({ ...options, migrate: true });
  }
}
