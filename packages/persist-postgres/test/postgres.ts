import { canStartServer, PgServer, serverAt, type ServerOptions, type TestDatabase } from '@tradewright/pg-testing';
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

/** Tests that start servers of their own, to kill or to configure them; the one of `DATABASE_URL` is nobody's to kill. */
export function describeWithOwnServer(name: string, body: () => void): void {
  if (canStartServer()) describe(name, body);
  else describe.skip(`${name} (no PostgreSQL to start)`, body);
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
