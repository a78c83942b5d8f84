import type { TestDatabase } from '@tradewright/pg-testing';
import pg from 'pg';
import { expect, onTestFinished } from 'vitest';

/** Another client of the database, in the middle of a transaction. */
export async function rival({ url }: TestDatabase): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'rival' });
  client.on('error', () => undefined);
  await client.connect();
  onTestFinished(() => client.end());
  await client.query('begin');
  return client;
}

/** Takes the row of a key, and changes nothing that a store looks at. */
export async function hold(client: pg.Client, key: string): Promise<void> {
  await client.query('update tradewright.state set updated_at = clock_timestamp() where key = $1', [key]);
}

/** Resolves when so many connections of stores wait for a lock. */
export async function untilWaiting({ query }: TestDatabase, count: number = 1): Promise<void> {
  const waiting = "select from pg_stat_activity where datname = current_database() and application_name = 'tradewright' and wait_event_type = 'Lock'";
  await expect.poll(async () => (await query(waiting)).length, { interval: 10 }).toBe(count);
}
