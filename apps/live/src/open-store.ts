import { usageFailure } from '@tradewright/cli-kit';
import { StoreError, type StateStore } from '@tradewright/core';
import { FsStateStore } from '@tradewright/persist-fs';
import { PgStateStore, type PgStateStoreOptions } from '@tradewright/persist-postgres';
import { resolve } from 'node:path';
import type { StoreOptions } from './options.ts';

/** An open store, and how it is called where everybody may read it. */
export interface OpenedStore {
  readonly store: StateStore;
  readonly title: string;
  readonly warnings: readonly string[];
}

/**
 * @param databaseUrl - what the environment says; it may hold a password and is shown nowhere
 * @throws {Failure}, {StoreError}
 */
export async function openStore(options: StoreOptions, databaseUrl: string | undefined, directory: string): Promise<OpenedStore> {
  if (options.kind === 'fs') {
    const path = resolve(directory, options.directory);
    const store = await FsStateStore.open({ directory: path });
    return { store, title: `files in ${path}`, warnings: store.warnings.map(({ message }) => message) };
  }
  if (databaseUrl === undefined || databaseUrl.trim() === '') throw usageFailure('--store postgres needs DATABASE_URL in the environment, such as postgres://user:password@localhost:5432/trading.');
  const { schema } = options;
  const store = await openPostgres({ connectionString: databaseUrl, ...(schema === undefined ? {} : { schema }) });
  return { store, title: `PostgreSQL, schema ${schema ?? 'tradewright'}`, warnings: [] };
}

/** Tables are made where there are none. A user without the right to make any can use those that are there. */
async function openPostgres(options: PgStateStoreOptions): Promise<PgStateStore> {
  try {
    return await PgStateStore.open(options);
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 'store/schema')) throw error;
    return PgStateStore.open({ ...options, migrate: true });
  }
}
