import { InputError, type DurationMs, type FencingToken, type Leases } from '@tradewright/core';
import type { Connections } from './connections.ts';
import { countOf } from './read-row.ts';
import type { Statements } from './statements.ts';

/** Leases by the clock of the database. */
export class PgLeases implements Leases {
  readonly #connections: Connections;
  readonly #statements: Statements;

  constructor(connections: Connections, statements: Statements) {
    this.#connections = connections;
    this.#statements = statements;
  }

  async acquire(lease: string, holder: string, ttlMs: DurationMs): Promise<FencingToken | null> {
    checkTtl(ttlMs);
    if (lease === '' || holder === '') throw new InputError('store/lease', 'A lease and its holder must be texts that are not empty.');
    const [row] = await this.#connections.run(() => this.#statements.acquire(lease, holder, ttlMs), { doing: `Acquiring the lease ${lease}` });
    return row === undefined ? null : { lease, token: countOf(row['token'], `token of the lease ${lease}`) };
  }

  async renew(token: FencingToken, ttlMs: DurationMs): Promise<boolean> {
    checkTtl(ttlMs);
    const rows = await this.#connections.run(() => this.#statements.renew(token, ttlMs), { doing: `Renewing the lease ${token.lease}` });
    return rows.length > 0;
  }

  async release(token: FencingToken): Promise<void> {
    await this.#connections.run(() => this.#statements.release(token), { doing: `Releasing the lease ${token.lease}` });
  }
}

function checkTtl(ttlMs: DurationMs): void {
  if (!Number.isFinite(ttlMs) || ttlMs <= 0) throw new InputError('store/lease', `A lease needs a time above 0 ms, not ${ttlMs}.`);
}
