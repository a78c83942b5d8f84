import type { StateStore } from '@tradewright/core';
import { runSuite, stateStoreCases } from '@tradewright/core/testing';
import { PgProxy, serverAt } from '@tradewright/pg-testing';
import { randomUUID } from 'node:crypto';
import { it } from 'vitest';
import { describeWithPostgres, sharedUrl } from '../test/postgres.ts';
import { PgStateStore } from './index.ts';

runSuite(stateStoreCases, { describe: describeWithPostgres, it }, {
  name: 'PgStateStore',
  async fresh() {
    const database = await serverAt(sharedUrl()).freshDatabase();
    const lines = new Map<StateStore, { readonly line: PgProxy; readonly process: string }>();
    const areAtWork = async (process: string): Promise<boolean> => (await database.query('select from pg_stat_activity where application_name = $1', [process])).length > 0;
    return {
      async open() {
        const line = await PgProxy.open(database.url);
        const process = randomUUID();
        const store = await PgStateStore.open({ connectionString: `${line.through(database.url)}&application_name=${process}`, migrate: true });
        lines.set(store, { line, process });
        return store;
      },
      async kill(store) {
        const { line, process } = lines.get(store)!;
        await line.dispose();
        // The server may still be at work on what had reached it.
        while (await areAtWork(process)) await database.query('select pg_sleep(0.01)');
        await store.close();
      },
      async pass(durationMs) {
        await database.query("update tradewright.lease set expires_at = expires_at - $1 * interval '1 millisecond'", [durationMs]);
      },
      async dispose() {
        await Promise.all([...lines.values()].map(({ line }) => line.dispose()));
        await database.drop();
      },
    };
  },
  lacks: { tear: 'a commit is one transaction of the server, whose write-ahead log drops what was torn; test/crash.test.ts kills the server in the middle of commits' },
});
