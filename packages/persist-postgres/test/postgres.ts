import { canStartServer, PgServer, serverAt, type ServerOptions, type TestDatabase } from '@tradewright/pg-testing';
import type { ProvidedPostgres } from '@tradewright/pg-testing/global-setup';
import * as vitest from 'vitest';
import { inject, onTestFinished } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    postgres: ProvidedPostgres;
  }
}

const provided = inject('postgres');

type Describe = (name: string, body: () => void) => void;

function describeIf(isPossible: boolean): Describe {
  return vitest.describe.runIf(isPossible);
}

/** Tests that need a server; skipped where there can be none, which the set-up says. */
export const describeWithPostgres: Describe = describeIf(!('missing' in provided));

/** Tests that start servers of their own, to kill or to configure them; the one of `DATABASE_URL` is nobody's to kill. */
export const describeWithOwnServer: Describe = describeIf(canStartServer());

/** The server that all tests of this package share. */
export function sharedUrl(): string {
  if ('missing' in provided) throw new Error(provided.missing);
  return provided.url;
}

/** A database of the test's own; gone with the test. */
export async function freshDatabase(): Promise<TestDatabase> {
  const database = await serverAt(sharedUrl()).freshDatabase();
  onTestFinished(() => database.drop());
  return database;
}

export function startServer(options?: ServerOptions): Promise<PgServer> {
  return PgServer.start(options);
}

/** A server of the test's own; gone with the test. */
export async function ownServer(options?: ServerOptions): Promise<PgServer> {
  const server = await startServer(options);
  onTestFinished(() => server.dispose());
  return server;
}
