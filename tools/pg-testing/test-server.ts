import { findBinaries } from './binaries.ts';
import { PgServer } from './pg-server.ts';
import { createDatabase, type TestDatabase } from './test-database.ts';

/** Where tests find their databases. */
export interface TestServer extends AsyncDisposable {
  readonly url: string;
  freshDatabase(): Promise<TestDatabase>;
  dispose(): Promise<void>;
}

/** Why there can be no server, or `undefined`. Where it counts, in CI, that is an error instead. */
export function whyNoServer(): string | undefined {
  if (process.env['DATABASE_URL'] !== undefined || findBinaries() !== undefined) return undefined;
  const reason = 'no PostgreSQL: neither DATABASE_URL, nor npm binaries for this machine, nor an installed one';
  if ((process.env['CI'] ?? '') !== '') throw new Error(`Tests need a database, and there is ${reason}.`);
  return reason;
}

/** Whether there is one to start, to kill and to configure, whatever `DATABASE_URL` says. */
export function canStartServer(): boolean {
  return findBinaries() !== undefined;
}

/** A server that other processes may already know: found by its URL, and left alone at the end. */
export function serverAt(url: string): TestServer {
  const dispose = async (): Promise<void> => undefined;
  return { url, freshDatabase: () => createDatabase(url), dispose, [Symbol.asyncDispose]: dispose };
}

/** The server of `DATABASE_URL`, else one that is started here. */
export async function testServer(): Promise<TestServer> {
  const url = process.env['DATABASE_URL'];
  return url === undefined ? PgServer.start() : serverAt(url);
}
