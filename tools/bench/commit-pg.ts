import type { Change, FencingToken } from '@tradewright/core';
import { PgStateStore } from '@tradewright/persist-postgres';
import { testServer } from '@tradewright/pg-testing';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inTurn } from './measure.ts';
import { lineOf, type BenchResult } from './result.ts';

const COMMITS = 200;
const SYMBOLS = 32;
const EACH = 25;
const POOL = { max: 10 };
const ROUNDS = { warmUp: 6, counted: 21 };

/** What an engine commits when a position opens: its run, the slot under its risk rule, and the event. */
function opening(symbol: string, version: number): Pick<Change, 'writes' | 'events'> {
  const signal = { id: `signal-${version}`, side: 'long', entryPrice: 64_213.37 + version, takeProfitPrice: 65_000.12, stopLossPrice: 63_000.55, lifetimeMinutes: 240, note: 'crossover of two averages, confirmed by volume' } as const;
  const position = { signal, openedAtMs: 1_700_000_000_000 + version, quantity: 0.015_625, fills: [{ price: 64_213.37, quantity: 0.015_625, feeQuote: 1.003_333, atMs: 1_700_000_000_000 }], levels: [0.1, 0.2, 0.3] };
  const run = { kind: 'active', position, throttle: { askedAtMs: 1_700_000_000_000 + version }, past: Array.from({ length: 6 }, (_, i) => ({ id: `signal-${version - i}`, returnFrac: 0.001_234 * i })) };
  const risk = Array.from({ length: 4 }, (_, i) => ({ key: `crossover:COIN${i}USDT`, openedAtMs: 1_700_000_000_000 + i, quantity: 0.5 * i }));
  return {
    writes: [{ key: `run:live/binance/default/${symbol}/crossover`, expected: version, value: run }, { key: `risk:${symbol}`, expected: version, value: risk }],
    events: [{ key: `run:live/binance/default/${symbol}/crossover`, version: version + 1, event: { kind: 'idle', atMs: version, knownAtMs: version, price: signal.entryPrice } }],
  };
}

/** One commit by hand: the statements that a careful author would write for one symbol, one round trip each. */
async function byHand(client: pg.ClientBase, change: Pick<Change, 'writes' | 'events'>, { lease, token }: FencingToken): Promise<void> {
  await client.query('begin');
  const held = await client.query({ name: 'fence', text: 'select from tradewright.lease where name = $1 and token = $2 and holder is not null for share', values: [lease, token] });
  if (held.rowCount !== 1) throw new Error('fenced');
  for (const { key, expected, value } of change.writes) {
    const text = expected === 0
      ? 'insert into tradewright.state (key, version, value) values ($1, $2 + 1, $3) on conflict do nothing'
      : 'update tradewright.state set version = $2 + 1, value = $3, updated_at = clock_timestamp() where key = $1 and version = $2';
    const written = await client.query({ name: expected === 0 ? 'insert' : 'update', text, values: [key, expected, JSON.stringify(value)] });
    if (written.rowCount !== 1) throw new Error('conflict');
  }
  for (const { key, version, event } of change.events) await client.query({ name: 'journal', text: 'insert into tradewright.journal (key, version, position, event) values ($1, $2, 1, $3)', values: [key, version, JSON.stringify(event)] });
  await client.query('commit');
}

/** The one statement that our store sends, with nothing around it: no faster commit is possible with our tables. */
function bare(client: pg.Client | pg.Pool, writer: string, slot: number, { writes, events }: Pick<Change, 'writes' | 'events'>, fence: FencingToken): Promise<unknown> {
  return client.query({
    name: 'bare',
    text: 'select tradewright.commit_change($1::uuid, $2::integer, $3::bigint, $4::text, $5::bigint, $6::text[], $7::bigint[], $8::text[], $9::text[], $10::bigint[], $11::text[])',
    values: [
      writer, slot, writes[0]!.expected + 1, fence.lease, fence.token,
      writes.map(({ key }) => key), writes.map(({ expected }) => expected), writes.map(({ value }) => JSON.stringify(value)),
      events.map(({ key }) => key), events.map(({ version }) => version), events.map(({ event }) => JSON.stringify(event)),
    ],
  });
}

interface Sides {
  readonly store: PgStateStore;
  readonly pool: pg.Pool;
  readonly client: pg.Client;
  lease(symbol: string): Promise<FencingToken>;
}

/** Both sides on one real server, which syncs every commit. */
async function onServer(measure: (sides: Sides) => Promise<BenchResult>): Promise<BenchResult> {
  await using server = await testServer();
  await using database = await server.freshDatabase();
  const [pool, client] = [new pg.Pool({ ...POOL, connectionString: database.url }), new pg.Client({ connectionString: database.url })];
  await client.connect();
  const store = await PgStateStore.open({ connectionString: database.url, migrate: true, maxConnections: POOL.max });
  try {
    return await measure({ store, pool, client, lease: async (symbol) => (await store.leases.acquire(symbol, 'bench', 3_600_000))! });
  } finally {
    await Promise.all([store.close(), pool.end(), client.end()]);
  }
}

/** Runs one commit after the other; each side has a symbol, and so a chain of versions, of its own. */
function chain(symbol: string, commits: number, commit: (change: Pick<Change, 'writes' | 'events'>) => Promise<unknown>): () => Promise<void> {
  let version = 0;
  return async () => {
    for (let i = 0; i < commits; i++) await commit(opening(symbol, version++));
  };
}

/** Our store against the least that it could send. */
function leastNote(ours: number, least: number): string {
  return `our one statement alone, with nothing around it, takes 1/${(ours / least).toFixed(2)} of ours`;
}

/** A commit of our store against the same statements by hand on one connection. */
export function commitPg(): Promise<BenchResult> {
  return onServer(async ({ store, client, lease }) => {
    const [ours, hand, one] = [await lease('OURS'), await lease('HAND'), await lease('ONE')];
    const writer = randomUUID();
    const byStore = chain('OURS', COMMITS, (change) => store.commit({ ...change, fence: ours }));
    const [value, yardstick] = await inTurn(byStore, chain('HAND', COMMITS, (change) => byHand(client, change, hand)), ROUNDS);
    const least = leastNote(...(await inTurn(byStore, chain('ONE', COMMITS, (change) => bare(client, writer, 0, change, one)), ROUNDS)));
    return lineOf((value / COMMITS) * 1000, (yardstick / COMMITS) * 1000, 1.3, `a commit of two keys, one event and a fence; by hand it is six statements. Ours is one round trip; ${least}`, 'µs');
  });
}

/** Many symbols at once against the same statements by hand on a bare pool of as many connections. */
export function commitPgParallel(): Promise<BenchResult> {
  return onServer(async ({ store, pool, lease }) => {
    const symbols = Array.from({ length: SYMBOLS }, (_, i) => i);
    const leases = await Promise.all(symbols.map((i) => lease(`COIN${i}`)));
    const writer = randomUUID();
    const all = (name: string, commit: (i: number, change: Parameters<typeof byHand>[1]) => Promise<unknown>): (() => Promise<unknown>) => {
      const chains = symbols.map((i) => chain(`${name}${i}`, EACH, (change) => commit(i, change)));
      return () => Promise.all(chains.map((one) => one()));
    };
    const byStore = all('OURS', (i, change) => store.commit({ ...change, fence: leases[i]! }));
    const byPool = all('HAND', async (i, change) => {
      const client = await pool.connect();
      await byHand(client, change, leases[i]!).finally(() => client.release());
    });
    const [value, yardstick] = await inTurn(byStore, byPool, ROUNDS);
    const least = leastNote(...(await inTurn(byStore, all('BARE', (i, change) => bare(pool, writer, i, change, leases[i]!)), ROUNDS)));
    const perSecond = (ms: number): string => ((SYMBOLS * EACH * 1000) / ms).toFixed(0);
    return lineOf(value, yardstick, 1 / 0.8, `${SYMBOLS} symbols on ${POOL.max} connections: ${perSecond(value)} commits a second, by hand on a bare pool ${perSecond(yardstick)}; ${least}`);
  });
}
