import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** A database that nobody else uses. */
export interface TestDatabase extends AsyncDisposable {
  readonly name: string;
  /** A connection string for pg. */
  readonly url: string;
  /** One statement on a connection of its own. */
  query(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  /** Removes it, whoever is connected. */
  drop(): Promise<void>;
}

/** Runs one statement on a connection of its own. */
export async function queryOnce(url: string, text: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  // What happens to the connection is told by the query.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** The same server and user, another database. */
export function urlOf(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/** @param url - of a user who may create databases */
export async function createDatabase(url: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await queryOnce(url, `create database ${name} template template0 encoding 'UTF8'`);
  const own = urlOf(url, name);
  const drop = async (): Promise<void> => {
    await queryOnce(url, `drop database if exists ${name} with (force)`);
  };
  return { name, url: own, query: (text, values) => queryOnce(own, text, values), drop, [Symbol.asyncDispose]: drop };
}
