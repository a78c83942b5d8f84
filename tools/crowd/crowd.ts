import { performance } from 'node:perf_hooks';
import { PgStateStore } from '@tradewright/persist-postgres';
import type { TestDatabase } from '@tradewright/pg-testing';
import pg from 'pg';
import { Member } from './member.ts';
import { MINUTE_MS, PROCESSES, START_MS, SYMBOLS_EACH } from './terms.ts';
import { truthIn, type Truth, type Written } from './truth.ts';
import { Witness } from './witness.ts';

/** Fewer prove nothing, however slow a machine is. */
const FEWEST_TICKS = 12;

export interface CrowdFigures extends Omit<Truth, 'faults'> {
  readonly processes: number;
  readonly runs: number;
  readonly ticks: number;
  /** The middle one. */
  readonly tickMs: number;
  readonly opened: number;
  readonly closed: number;
  readonly refused: number;
  /** How often somebody was outrun between the look at the slots and the commit. */
  readonly conflicts: number;
  readonly looks: number;
  readonly mostSlots: number;
  /** What was wrong, in words. */
  readonly faults: readonly string[];
}

/**
 * Processes that all want positions, minute after minute, for so long. A minute begins when everybody is through with the
 * one before: within it they race, and "a tick" means the same for all of them, however slow a machine is.
 */
export async function crowd(database: TestDatabase, forMs: number, onTick: (ticks: number) => void = () => undefined): Promise<CrowdFigures> {
  await (await PgStateStore.open({ connectionString: database.url, migrate: true })).close();
  await using members = new AsyncDisposableStack();
  const all = Array.from({ length: PROCESSES }, (_unused, place) => members.use(new Member(place, database.url)));
  await Promise.all(all.map((member) => member.ready()));
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  members.defer(() => client.end());
  const witness = new Witness(client);
  const over = new AbortController();
  const [tickMs] = await Promise.all([ticksOf(all, forMs, onTick).finally(() => over.abort()), witness.watch(over.signal)]);
  const lastMs = START_MS + (tickMs.length - 1) * MINUTE_MS;
  const { mostOpen, longestFreeTicks, faults } = truthIn(await writtenIn(client), lastMs);
  const counts = new Map((await client.query<{ kind: string; count: number }>("select event->>'kind' as kind, count(*)::integer as count from tradewright.journal group by 1")).rows.map(({ kind, count }) => [kind, count]));
  const count = (kind: string): number => counts.get(kind) ?? 0;
  return {
    processes: PROCESSES, runs: PROCESSES * SYMBOLS_EACH, ticks: tickMs.length, tickMs: Math.round(tickMs.toSorted((a, b) => a - b)[tickMs.length >> 1]!),
    opened: count('opened'), closed: count('closed'), refused: count('refused'), conflicts: all.reduce((sum, { conflicts }) => sum + conflicts, 0),
    looks: witness.looks, mostSlots: witness.mostSlots, mostOpen, longestFreeTicks, faults: [...witness.faults, ...faults],
  };
}

/** @returns how long each tick took */
async function ticksOf(all: readonly Member[], forMs: number, onTick: (ticks: number) => void): Promise<number[]> {
  const beganAt = performance.now();
  const tickMs: number[] = [];
  for (let nowMs = START_MS; tickMs.length < FEWEST_TICKS || performance.now() - beganAt < forMs; nowMs += MINUTE_MS) {
    const tickAt = performance.now();
    await Promise.all(all.map((member) => member.go(nowMs)));
    tickMs.push(performance.now() - tickAt);
    onTick(tickMs.length);
  }
  return tickMs;
}

/** Openings and closings in the order of their commits: each is written while the commit holds what it changes. */
async function writtenIn(client: pg.Client): Promise<Written[]> {
  const { rows } = await client.query<Omit<Written, 'knownAtMs'> & { knownatms: string }>(`
    select event->>'kind' as kind, coalesce(event->'position'->'plan'->>'id', event->'trade'->'plan'->>'id') as id, event->>'knownAtMs' as knownAtMs
    from tradewright.journal where event->>'kind' in ('opened', 'closed') order by recorded_at, key, version, position`);
  return rows.map(({ kind, id, knownatms }) => ({ kind, id, knownAtMs: Number(knownatms) }));
}
