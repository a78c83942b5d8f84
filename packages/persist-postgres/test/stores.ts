import type { StateStore, StoreError, TradeEvent } from '@tradewright/core';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { PgStateStore, type PgStateStoreOptions } from '../src/index.ts';

/** A store that is closed with the test; its tables are made first, unless told otherwise. */
export async function openStore(options: PgStateStoreOptions): Promise<PgStateStore> {
  const store = await PgStateStore.open({ migrate: true, ...options });
  onTestFinished(() => store.close());
  return store;
}

/** A pool as a user has it; ended with the test. */
export function openPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(config);
  onTestFinished(async () => {
    // Its connections say goodbye while the database is being removed under them.
    pool.on('error', () => undefined);
    await pool.end();
  });
  return pool;
}

/** An event that can be told from others by its number. */
export function event(n: number): TradeEvent {
  return { kind: 'idle', atMs: n, knownAtMs: n, price: 1 };
}

/** Writes a number under a key, with the event of this number. */
export function put(store: StateStore, key: string, expected: number, value: unknown = expected + 1): Promise<void> {
  return store.commit({ writes: [{ key, expected, value }], events: [{ key, version: expected + 1, event: event(expected + 1) }] });
}

/** The numbers of the events of a key, in order. */
export async function told(store: StateStore, key: string): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { version, event: { atMs } } of store.events(key, 0)) {
    if (version !== atMs) throw new Error(`${key}: event ${atMs} came with version ${version}`);
    numbers.push(atMs);
  }
  return numbers;
}

export const oneTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

/** Hears of retries: the codes of their causes. */
export function heardRetries(): { readonly codes: (string | undefined)[]; readonly onRetry: (error: StoreError) => void } {
  const codes: (string | undefined)[] = [];
  return { codes, onRetry: ({ cause }) => void codes.push((cause as { code?: string } | undefined)?.code) };
}

/** The failure itself, to look at closely. */
export async function failureOf(call: () => Promise<unknown>): Promise<StoreError> {
  try {
    await call();
  } catch (error) {
    return error as StoreError;
  }
  throw new Error('nothing was thrown');
}
