import type pg from 'pg';
import { checkServer, missingMigrations } from './check-server.ts';
import { Connections, type Row } from './connections.ts';
import { termsOf, type PgOptions } from './options.ts';
import { inTransaction } from './transaction.ts';

/**
 * Creates or updates the tables; what is there already is left alone. Any number of processes may do so at once.
 *
 * @returns the names of the migrations that were applied now
 * @throws {InputError} `store/options`
 * @throws {StoreError} `store/schema-version` when the tables are newer than this package; the README lists the others
 */
export async function migrate(options: PgOptions): Promise<readonly string[]> {
  const connections = new Connections(termsOf(options));
  try {
    await checkServer(connections, true);
    return await applyMigrations(connections);
  } finally {
    await connections.close();
  }
}

/** All in one transaction: there is no half of an update. */
export async function applyMigrations(connections: Connections): Promise<readonly string[]> {
  const { schema, where } = connections.terms;
  return connections.try((client) => inTransaction(client, () => applyTo(client, schema, where)), { doing: `Migrating the schema ${schema}`, isLong: true });
}

async function applyTo(client: pg.PoolClient, schema: string, where: string): Promise<readonly string[]> {
  const quoted = `"${schema}"`;
  // One at a time; whoever waited, however long, finds everything done.
  await client.query('set local statement_timeout = 0; set local lock_timeout = 0');
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`tradewright migration of ${schema}`]);
  // Tables that a running store uses are waited for only so long, for whoever comes after waits behind.
  await client.query('set local lock_timeout to default');
  // Not "if not exists": that needs the right to create schemas even where there is nothing to create.
  const { rows: schemas } = await client.query('select from pg_namespace where nspname = $1', [schema]);
  if (schemas.length === 0) await client.query(`create schema ${quoted}`);
  await client.query(`create table if not exists ${quoted}.migration (name text primary key, applied_at timestamptz not null default clock_timestamp())`);
  const { rows } = await client.query<Row>(`select name from ${quoted}.migration order by name`);
  const missing = missingMigrations(rows.map(({ name }) => String(name)), `The schema ${schema} of ${where}`);
  for (const { name, sql } of missing) {
    await client.query(sql(quoted));
    await client.query(`insert into ${quoted}.migration (name) values ($1)`, [name]);
  }
  return missing.map(({ name }) => name);
}
