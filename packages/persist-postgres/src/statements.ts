import type { FencingToken, PlainChange } from '@tradewright/core';
import { sql } from 'kysely';
import type { CommitNumber } from './commit-slots.ts';
import { keptJson, keptText } from './kept-text.ts';
import { queriesOf, type Statement } from './tables.ts';

export interface CommitArguments {
  readonly number: CommitNumber;
  readonly change: PlainChange;
  readonly fence: FencingToken | undefined;
}

/** Every statement of the store. The texts do not depend on what is asked, so the server prepares each once per connection. */
export interface Statements {
  commit(args: CommitArguments): Statement;
  load(keys: readonly string[]): Statement;
  /** `limit` events behind the place (version, position). */
  events(key: string, version: number, position: number, limit: number): Statement;
  acquire(lease: string, holder: string, ttlMs: number): Statement;
  renew(fence: FencingToken, ttlMs: number): Statement;
  release(fence: FencingToken): Statement;
  /** Slots of writers that have not been seen for a week. */
  forgetSlots(): Statement;
}

export function statementsOf(schema: string): Statements {
  return { ...stateStatements(schema), ...leaseStatements(schema) };
}

type StateStatements = Pick<Statements, 'commit' | 'load' | 'events' | 'forgetSlots'>;

function stateStatements(schema: string): StateStatements {
  const db = queriesOf(schema);
  const commit = `select "${schema}".commit_change($1::uuid, $2::integer, $3::bigint, $4::text, $5::bigint, $6::text[], $7::bigint[], $8::text[], $9::text[], $10::bigint[], $11::text[])`;
  return {
    commit: (args) => ({ name: `${schema}.commit`, sql: commit, parameters: commitParameters(args) }),
    load: (keys) => db.selectFrom('state').select(['key', 'version', sql`value::text`.as('value')]).where('key', '=', sql<string>`any(${keys.map(keptText)}::text[])`).compile(),
    events: (key, version, position, limit) => db
      .selectFrom('journal')
      .select(['version', 'position', sql`event::text`.as('event')])
      .where('key', '=', keptText(key))
      .where(sql<boolean>`(version, position) > (${version}::bigint, ${position}::integer)`)
      .orderBy('version')
      .orderBy('position')
      .limit(limit)
      .compile(),
    forgetSlots: () => db.deleteFrom('commit_slot').where('committed_at', '<', sql<Date>`clock_timestamp() - interval '7 days'`).compile(),
  };
}

function commitParameters({ number, change, fence }: CommitArguments): readonly unknown[] {
  // Whatever the order is, it has to be the same for everybody.
  const writes = change.writes.length < 2 ? change.writes : [...change.writes].sort((a, b) => (a.key < b.key ? -1 : 1));
  return [
    number.writer,
    number.slot,
    number.number,
    fence === undefined ? null : keptText(fence.lease),
    fence?.token ?? null,
    writes.map(({ key }) => keptText(key)),
    writes.map(({ expected }) => expected),
    writes.map(({ json }) => (json === null ? null : keptJson(json))),
    change.events.map(({ key }) => keptText(key)),
    change.events.map(({ version }) => version),
    change.events.map(({ json }) => keptJson(json)),
  ];
}

type LeaseStatements = Pick<Statements, 'acquire' | 'renew' | 'release'>;

function leaseStatements(schema: string): LeaseStatements {
  const db = queriesOf(schema);
  const until = (ttlMs: number) => sql<Date>`clock_timestamp() + ${ttlMs}::double precision * interval '1 millisecond'`;
  const held = ({ lease, token }: FencingToken) => db.updateTable('lease').where('name', '=', keptText(lease)).where('token', '=', String(token)).where('holder', 'is not', null);
  return {
    // Somebody else's row is waited for first; only then are the clock and the conditions looked at.
    acquire: (lease, holder, ttlMs) => db
      .insertInto('lease')
      .values({ name: keptText(lease), holder: keptText(holder), token: '1', expires_at: until(ttlMs) })
      .onConflict((conflict) => conflict
        .column('name')
        .doUpdateSet({ holder: keptText(holder), token: sql<string>`lease.token + 1`, expires_at: until(ttlMs) })
        .where(sql<boolean>`lease.holder is null or lease.holder = excluded.holder or lease.expires_at <= clock_timestamp()`))
      .returning('token')
      .compile(),
    renew: (fence, ttlMs) => held(fence).set({ expires_at: until(ttlMs) }).returning('token').compile(),
    release: (fence) => held(fence).set({ holder: null, expires_at: sql<Date>`'-infinity'` }).compile(),
  };
}
