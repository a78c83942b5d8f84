import type pg from 'pg';

/** Where and how a transaction ends. */
export interface Ending {
  /** Begins it; default `begin`. */
  readonly begin?: string | undefined;
  /** From here on nobody knows what became of it until the server answers. */
  readonly onCommit?: (() => void) | undefined;
}

/** All that `work` does on the connection, or nothing of it. */
export async function inTransaction<Answer>(client: pg.PoolClient, work: () => Promise<Answer>, { begin = 'begin', onCommit }: Ending = {}): Promise<Answer> {
  await client.query(begin);
  try {
    const answer = await work();
    onCommit?.();
    await client.query('commit');
    return answer;
  } catch (error) {
    // A connection that is broken takes its transaction with it.
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
