import { checkServer, checkVersion } from './check-server.ts';
import { Connections } from './connections.ts';
import { applyMigrations } from './migrate.ts';
import { termsOf, type PgOptions } from './options.ts';

/** How a store is opened. */
export type PgStoreOptions = PgOptions & {
  /** Creates or updates the tables first; the user needs the right to. Default: they must be there. */
  readonly migrate?: boolean | undefined;
  /** Takes a server that may forget commits when it crashes (`fsync` or `synchronous_commit` off). */
  readonly allowUnsafe?: boolean | undefined;
};

/**
 * Connects, and looks whether the server can be trusted and the tables are there.
 *
 * @param begin - makes the store; if it fails, the connections are closed
 */
export async function openConnections<Store>(options: PgStoreOptions, begin: (connections: Connections) => Promise<Store>): Promise<Store> {
  const connections = new Connections(termsOf(options));
  try {
    await checkServer(connections, options.allowUnsafe === true);
    if (options.migrate === true) await applyMigrations(connections);
    await checkVersion(connections);
    return await begin(connections);
  } catch (error) {
    await connections.close();
    throw error;
  }
}
