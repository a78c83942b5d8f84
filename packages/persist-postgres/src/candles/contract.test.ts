import { candleStoreCases, runSuite } from '@tradewright/core/testing';
import { serverAt, type TestDatabase } from '@tradewright/pg-testing';
import { afterAll, it } from 'vitest';
import { describeWithPostgres, sharedUrl } from '../../test/postgres.ts';
import { migrate, PgCandleStore } from '../index.ts';

let made: Promise<TestDatabase> | undefined;
afterAll(async () => (await made)?.drop());

/** One for all cases, emptied after each: a database with its tables takes longer to make than most cases. */
async function migrated(): Promise<TestDatabase> {
  const database = await serverAt(sharedUrl()).freshDatabase();
  await migrate({ connectionString: database.url });
  return database;
}

runSuite(candleStoreCases, { describe: describeWithPostgres, it }, {
  name: 'PgCandleStore',
  async fresh() {
    made ??= migrated();
    const { url, query } = await made;
    return {
      open: () => PgCandleStore.open({ connectionString: url }),
      dispose: async () => void (await query('truncate tradewright.candles, tradewright.candle_series, tradewright.candle_spans, tradewright.candle_instruments, tradewright.commit_slot')),
    };
  },
});
