import { candleStoreCases, runSuite } from '@tradewright/core/testing';
import { serverAt } from '@tradewright/pg-testing';
import { it } from 'vitest';
import { describeWithPostgres, sharedUrl } from '../../test/postgres.ts';
import { PgCandleStore } from '../index.ts';

runSuite(candleStoreCases, { describe: describeWithPostgres, it }, {
  name: 'PgCandleStore',
  async fresh() {
    const database = await serverAt(sharedUrl()).freshDatabase();
    return {
      open: () => PgCandleStore.open({ connectionString: database.url, migrate: true }),
      dispose: () => database.drop(),
    };
  },
});
