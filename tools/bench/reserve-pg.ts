import type { ActivePosition, FencingToken, Plan, TradeEvent } from '@tradewright/core';
import { RiskLedger, type RiskRecord } from '@tradewright/core/run';
import { PgStateStore } from '@tradewright/persist-postgres';
import { testServer } from '@tradewright/pg-testing';
import { maxOpenPositions } from '@tradewright/risk';
import pg from 'pg';
import { inTurn } from './measure.ts';
import { lineOf, type BenchResult } from './result.ts';

const RESERVATIONS = 100;
const MOST_OPEN = 5;
const NOW_MS = 1_700_000_000_000;
const ROUNDS = { warmUp: 6, counted: 21 };

const rule = maxOpenPositions({ max: MOST_OPEN });

function planOf(i: number): Plan {
  return { id: `signal-${i}`, side: 'long', entryPrice: 64_213.37 + i, takeProfitPrice: 65_000.12, stopLossPrice: 63_000.55, lifetimeMs: 14_400_000, note: 'crossover of two averages, confirmed by volume', createdAtMs: NOW_MS + i, waits: false };
}

function positionOf(symbol: string, i: number): ActivePosition {
  return { symbol, strategyName: 'crossover', exchangeName: 'binance', plan: planOf(i), quantity: 0.015_625, openedAtMs: NOW_MS + i };
}

/** A run under a risk profile all of whose other slots but one are taken. Each of its reservations takes the place of the one before. */
class Side {
  readonly symbol: string;
  readonly runKey: string;
  readonly storeKey: string;
  readonly fence: FencingToken;
  version = 0;

  constructor(symbol: string, fence: FencingToken) {
    this.symbol = symbol;
    this.runKey = `live:binance:default:${symbol}:crossover`;
    this.storeKey = `run:${this.runKey}`;
    this.fence = fence;
  }

  position(): ActivePosition {
    return positionOf(this.symbol, this.version);
  }

  /** What a live run stores of itself while its entry is under way. */
  record({ plan, openedAtMs, quantity }: ActivePosition): object {
    const order = { id: `${this.runKey}:${this.version}`, leg: 'entry', side: 'buy', price: plan.entryPrice, quantity, atMs: openedAtMs };
    return { format: 1, exchangeName: 'binance', account: 'default', symbol: this.symbol, strategyName: 'crossover', state: { kind: 'scheduled', plan, expiresAtMs: openedAtMs + 60_000, nextAskMs: openedAtMs, orderId: order.id }, seq: this.version, order, processedMs: openedAtMs, nextCandleMs: openedAtMs, riskKey: 'risk:ours' };
  }

  event({ plan, openedAtMs }: ActivePosition): TradeEvent {
    return { kind: 'scheduled', atMs: openedAtMs, knownAtMs: openedAtMs, price: plan.entryPrice, plan };
  }
}

function assertFree(positions: readonly ActivePosition[], asked: ActivePosition): void {
  const verdict = rule.judge({ ...asked, at: 'creation', price: asked.plan.entryPrice, nowMs: asked.openedAtMs, activePositions: positions, account: null }, null);
  if (verdict instanceof Promise || !verdict.allowed) throw new Error(`refused: ${JSON.stringify(verdict)}`);
}

/** Our way: the ledger is read, the rules judge, and slot, state and event are one commit. */
async function throughLedger(store: PgStateStore, ledger: RiskLedger, side: Side): Promise<void> {
  const position = side.position();
  await ledger.look(side.runKey);
  assertFree(ledger.book.positions, position);
  const write = { position, judged: true, rules: [rule], events: [{ kind: 'reserved', nowMs: position.openedAtMs, equityQuote: null, position }] } as const;
  await ledger.write(side.runKey, write, (slot) => store.commit({
    writes: [{ key: side.storeKey, expected: side.version, value: side.record(position) }, slot],
    events: [{ key: side.storeKey, version: side.version + 1, event: side.event(position) }],
    fence: side.fence,
  }));
  side.version++;
}

const LOCK = 'select key, version, value::text as value from tradewright.state where key = any($1) order by key for update';
const WRITE = 'update tradewright.state set version = version + 1, value = $2, updated_at = clock_timestamp() where key = $1 and version = $3';

/** The bare transaction: the rows are locked in the order of their keys, looked at, and written, with the event. */
async function byHand(client: pg.Client, side: Side, riskKey: string): Promise<void> {
  const position = side.position();
  await client.query('begin');
  const held = await client.query({ name: 'fence', text: 'select from tradewright.lease where name = $1 and token = $2 and holder is not null for share', values: [side.fence.lease, side.fence.token] });
  if (held.rowCount !== 1) throw new Error('fenced');
  const { rows } = await client.query<{ key: string; version: string; value: string }>({ name: 'lock', text: LOCK, values: [[side.storeKey, riskKey]] });
  const [risk, run] = [rows.find(({ key }) => key === riskKey)!, rows.find(({ key }) => key === side.storeKey)!];
  const record = JSON.parse(risk.value) as RiskRecord;
  const others = Object.entries(record.positions).filter(([key]) => key !== side.runKey);
  assertFree(others.map(([, one]) => one), position);
  const slots = { ...record, positions: Object.fromEntries([...others, [side.runKey, position]]) };
  for (const [{ key, version }, value] of [[risk, slots], [run, side.record(position)]] as const) {
    if ((await client.query({ name: 'write', text: WRITE, values: [key, JSON.stringify(value), version] })).rowCount !== 1) throw new Error('conflict');
  }
  await client.query({ name: 'journal', text: 'insert into tradewright.journal (key, version, position, event) values ($1, $2, 1, $3)', values: [side.storeKey, Number(run.version) + 1, JSON.stringify(side.event(position))] });
  await client.query('commit');
  side.version++;
}

/** Takes all slots but one, each for a run of its own. */
async function takeOthers(store: PgStateStore, ledger: RiskLedger): Promise<void> {
  for (let i = 1; i < MOST_OPEN; i++) await ledger.write(`live:binance:default:COIN${i}:crossover`, { position: positionOf(`COIN${i}`, i), judged: false }, (slot) => store.commit({ writes: [slot], events: [] }));
}

/** A slot reserved on PostgreSQL, against the transaction that does the same by hand. */
export async function reservePg(): Promise<BenchResult> {
  await using server = await testServer();
  await using database = await server.freshDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const store = await PgStateStore.open({ connectionString: database.url, migrate: true });
  try {
    const lease = async (name: string): Promise<FencingToken> => (await store.leases.acquire(name, 'bench', 3_600_000))!;
    const [ours, hand] = [new Side('OURS', await lease('ours')), new Side('HAND', await lease('hand'))];
    const [ledger, other] = [new RiskLedger({ store, riskName: 'ours' }), new RiskLedger({ store, riskName: 'hand' })];
    await takeOthers(store, ledger);
    await takeOthers(store, other);
    ledger.attach(ours.runKey);
    // Both rows are there by now: what is measured is one position after another.
    await throughLedger(store, ledger, ours);
    await throughLedger(store, other, hand);
    const [value, yardstick] = await inTurn(repeated(() => throughLedger(store, ledger, ours)), repeated(() => byHand(client, hand, other.key)), ROUNDS);
    return lineOf((value / RESERVATIONS) * 1000, (yardstick / RESERVATIONS) * 1000, 1.3, `a slot of ${MOST_OPEN} reserved: rows read, rules asked, slot, state and event written under a fence; ours is two round trips, by hand they are seven`, 'µs');
  } finally {
    await Promise.all([store.close(), client.end()]);
  }
}

function repeated(reserve: () => Promise<void>): () => Promise<void> {
  return async () => {
    for (let i = 0; i < RESERVATIONS; i++) await reserve();
  };
}
