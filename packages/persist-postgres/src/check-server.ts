import { StoreError } from '@tradewright/core';
import type { Connections } from './connections.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { queriesOf } from './tables.ts';

const SETTINGS = {
  name: 'tradewright.settings',
  sql: `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commits, current_setting('server_encoding') as encoding`,
  parameters: [],
};

/**
 * A wrong address or password is told at once; only a server that is just starting is waited for.
 *
 * @throws {StoreError} `store/unsafe`, `store/encoding`, and what a connection can fail with
 */
export async function checkServer(connections: Connections, allowUnsafe: boolean): Promise<void> {
  const { where } = connections.terms;
  const [row] = await connections.run(() => SETTINGS, { doing: 'Connecting', isImpatient: true });
  if (row?.['encoding'] !== 'UTF8') throw new StoreError('store/encoding', `${where} keeps texts as ${String(row?.['encoding'])}, which not every text fits. Create the database with encoding UTF8.`);
  if (allowUnsafe) return;
  for (const [setting, value] of [['fsync', row['fsync']], ['synchronous_commit', row['commits']]]) {
    if (value === 'off') throw new StoreError('store/unsafe', `${where} runs with ${String(setting)} = off: a crash of the server can undo commits that it has acknowledged. Turn it on, or pass allowUnsafe where that does not matter.`);
  }
}

/** @throws {StoreError} `store/schema` when the tables are missing or older, `store/schema-version` when they are newer */
export async function checkVersion(connections: Connections): Promise<void> {
  const { schema, where } = connections.terms;
  const rows = await connections.run(() => queriesOf(schema).selectFrom('migration').select('name').orderBy('name').compile(), { doing: `Reading the version of the schema ${schema}` });
  const missing = missingMigrations(rows.map(({ name }) => String(name)), `The schema ${schema} of ${where}`);
  if (missing.length > 0) throw new StoreError('store/schema', `The schema ${schema} of ${where} is older than this package: ${missing.map(({ name }) => name).join(', ')} is missing. Run migrate(), or \`tradewright-postgres migrate\`.`);
}

/** @throws {StoreError} `store/schema-version` when there are some that this package does not know */
export function missingMigrations(applied: readonly string[], place: string): typeof MIGRATIONS {
  const unknown = applied.filter((name) => !MIGRATIONS.some((known) => known.name === name));
  if (unknown.length > 0) throw new StoreError('store/schema-version', `${place} is newer than this package: it has ${unknown.join(', ')}. Update @tradewright/persist-postgres.`);
  return MIGRATIONS.filter(({ name }) => !applied.includes(name));
}
