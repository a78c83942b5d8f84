import { join } from 'node:path';
import type { StateStore } from '@tradewright/core';
import { FsStateStore } from '@tradewright/persist-fs';
import { PgStateStore } from '@tradewright/persist-postgres';
import { testServer, type TestServer } from '@tradewright/pg-testing';
import type { StoreKind } from './arguments.ts';
import { findingsIn, type Findings } from './witness.ts';

/** Where one run and its restarts keep their state. */
export interface Place extends AsyncDisposable {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** What is stored, while the app is not running. */
  findings(): Promise<Findings>;
}

/** Makes places of one kind. */
export interface Ground extends AsyncDisposable {
  fresh(directory: string): Promise<Place>;
}

export async function groundOf(kind: StoreKind): Promise<Ground> {
  return kind === 'postgres' ? new PostgresGround(await testServer()) : { fresh: async (directory) => filesIn(directory), [Symbol.asyncDispose]: async () => undefined };
}

function filesIn(directory: string): Place {
  const state = join(directory, 'state');
  return {
    args: ['--store', 'fs', '--state', state],
    env: {},
    findings: () => reading(() => FsStateStore.open({ directory: state })),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

class PostgresGround implements Ground {
  readonly #server: TestServer;

  constructor(server: TestServer) {
    this.#server = server;
  }

  async fresh(): Promise<Place> {
    const database = await this.#server.freshDatabase();
    return {
      args: ['--store', 'postgres', '--lease-ms', '500'],
      env: { DATABASE_URL: database.url },
      // The app may have died before it made its tables.
      findings: () => reading(() => PgStateStore.open({ connectionString: database.url, migrate: true })),
      [Symbol.asyncDispose]: () => database.drop(),
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server.dispose();
  }
}

/** Reads a store that the app has just left, and lets go of it. */
export async function reading(open: () => Promise<StateStore>): Promise<Findings> {
  const store = await open();
  try {
    return await findingsIn(store);
  } finally {
    await store.close();
  }
}
