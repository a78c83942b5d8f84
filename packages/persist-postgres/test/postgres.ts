import { PgServer, serverAt, whyNoServer, type TestDatabase } from '@tradewright/pg-testing';
import type { ProvidedPostgres } from '@tradewright/pg-testing/global-setup';
import { describe, inject, onTestFinished } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    postgres: ProvidedPostgres;
  }
}

const provided = inject('postgres');

/** Tests that need a server; skipped, with the reason in their name, where there can be none. */
export function describeWithPostgres(name: string, body: () => void): void {
  if ('missing' in provided) describe.skip(`${name} (${provided.missing})`, body);
  else describe(name, body);
}

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

/** Why a server of a test's own, to be killed, cannot be had. */
export const whyNoOwnServer: string | undefined = whyNoServer();

/** A server of the test's own. */
export async function ownServer(...args: Parameters<typeof PgServer.start>): Promise<PgServer> {
  const server = await PgServer.start(...args);
  onTestFinished(() => server.dispose());
  return server;
}
