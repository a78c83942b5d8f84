import type { Change } from '@tradewright/core';
import { FsStateStore } from '@tradewright/persist-fs';
import { closeSync, fsyncSync, mkdtempSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTurn } from './measure.ts';
import { lineOf, type BenchResult } from './result.ts';

const ROUNDS = { warmUp: 3, counted: 15 };
const COMMITS = 20;
const KEYS = ['run:live:binance:default:BTCUSDT:trend', 'risk:max-3'];

const plan = { id: 'live:binance:default:BTCUSDT:trend:7', side: 'long', entryPrice: 42_000, takeProfitPrice: 43_000, stopLossPrice: 41_500, lifetimeMs: 3_600_000, note: '', createdAtMs: 1_704_067_200_000, waits: false } as const;

/** What is committed while a position lives: its run, the slot it holds, and an event. Its readable file changes each time. */
function change(version: number): Change {
  const entry = { orderId: plan.id, atMs: plan.createdAtMs, quotedPrice: 42_000, price: 42_042, quantity: 0.1, feeFrac: 0.001 };
  const position = { plan, entry, openedAtMs: plan.createdAtMs, expiresAtMs: plan.createdAtMs + plan.lifetimeMs, highestPrice: 42_000 + version, lowestPrice: 41_900, ambiguous: false, profitLevels: 1, lossLevels: 0, exit: null };
  const run = { format: 1, exchangeName: 'binance', account: 'default', symbol: 'BTCUSDT', strategyName: 'trend', state: { kind: 'active', position, exitOrderId: null, nextAskMs: 0 }, seq: version, order: null, processedMs: 0, nextCandleMs: 0 };
  const risk = { format: 1, riskName: 'max-3', positions: { [plan.id]: { symbol: 'BTCUSDT', strategyName: 'trend', openedAtMs: plan.createdAtMs } } };
  const [runKey = '', riskKey = ''] = KEYS;
  return {
    writes: [{ key: runKey, expected: version, value: run }, { key: riskKey, expected: version, value: risk }],
    events: [{ key: runKey, version: version + 1, event: { kind: 'partial', direction: 'profit', levelFrac: 0.1, position, atMs: 0, knownAtMs: 0, price: 42_100 } }],
  };
}

/** The least a file needs to be replaced safely, by the fastest calls Node has. */
function replaceFile(directory: string, bytes: Buffer): void {
  const file = openSync(join(directory, 'temporary'), 'w');
  writeSync(file, bytes);
  fsyncSync(file);
  closeSync(file);
  renameSync(join(directory, 'temporary'), join(directory, 'file'));
  const names = openSync(directory, 'r');
  fsyncSync(names);
  closeSync(names);
}

/** A commit of the store on files against replacing a file of the same bytes so that it outlives a power cut. */
export async function commitFs(): Promise<BenchResult> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-commit-fs-'));
  const store = await FsStateStore.open({ directory: join(directory, 'store') });
  try {
    let version = 0;
    const bytes = Buffer.from(JSON.stringify(change(version)));
    const ours = async (): Promise<void> => {
      for (let n = 0; n < COMMITS; n++) await store.commit(change(version++));
    };
    const yardstick = (): void => {
      for (let n = 0; n < COMMITS; n++) replaceFile(directory, bytes);
    };
    const [value, reference] = await inTurn(ours, yardstick, ROUNDS);
    return lineOf(value / COMMITS, reference / COMMITS, 1.3, `write + fsync + rename + fsync of the directory, ${bytes.length} bytes, by synchronous calls; each commit writes a run, a risk rule and an event, and its readable files are kept up to date meanwhile`);
  } finally {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
