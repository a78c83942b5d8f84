import type { DurationMs, TimestampMs } from '@tradewright/core';
import { Board, type RunRow } from './board.ts';
import { equityJson, haltJson } from './line.ts';

/** Three ticks without a sign of life. */
export const SILENCE_MS: DurationMs = 180_000;

/** What a check came to, as it is answered over HTTP. */
export interface Checked {
  readonly ok: boolean;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface HealthParts {
  readonly board: Board;
  /** The machine's steady clock. */
  readonly elapsedMs: () => DurationMs;
  /** In a replay those that are ahead wait for the others: it is alive while any of them ticks. */
  readonly isReplay: boolean;
}

/** Whether the process does what it is there for. Who stands by waits for somebody else, which is no fault of its own. */
export function healthOf({ board, elapsedMs, isReplay }: HealthParts): Checked {
  const nowMs = elapsedMs();
  const { rows } = board;
  const heardMs = isReplay ? Math.max(...rows.map((row) => row.heardMs)) : null;
  const runs = rows.map((row) => ({ ...shown(row), silentMs: Math.round(nowMs - row.heardMs), alive: isAlive(row, nowMs - (heardMs ?? row.heardMs)) }));
  const ok = runs.every(({ alive }) => alive);
  return { ok, body: { ...head(ok ? 'healthy' : 'unhealthy'), halted: haltJson(board.halt), equity: equityJson(board.equities), runs } };
}

/** Whether every run trades right now, by candles of now. */
export function readinessOf({ board, isReplay }: Pick<HealthParts, 'board' | 'isReplay'>): Checked {
  const runs = board.rows.map((row) => ({ ...shown(row), ready: isReady(row, isReplay) }));
  const ok = !board.isEnding && board.halt === null && runs.every(({ ready }) => ready);
  return { ok, body: { ...head(ok ? 'ready' : board.isEnding ? 'ending' : board.halt === null ? 'not-ready' : 'halted'), halted: haltJson(board.halt), runs } };
}

function head(status: string): Readonly<Record<string, unknown>> {
  return { schemaVersion: 1, mode: 'paper', status, pid: process.pid };
}

function isReady({ doing, blindSinceMs, awaitsStore }: RunRow, isReplay: boolean): boolean {
  return doing === 'ended' || (!awaitsStore && (doing === 'idle' || doing === 'scheduled' || doing === 'active') && (isReplay || blindSinceMs === null));
}

function isAlive({ doing }: RunRow, silentMs: DurationMs): boolean {
  if (doing === 'failed') return false;
  return doing === 'ended' || doing === 'standby' || silentMs < SILENCE_MS;
}

function shown(row: RunRow): Readonly<Record<string, unknown>> {
  const { names, doing, atMs, ticks, blindSinceMs, awaitsStore, held } = row;
  return { ...names, doing, ticks, blindSince: iso(blindSinceMs), awaitsStore, lastTickAt: iso(atMs), signalId: held?.id ?? null, failure: Board.because(row) };
}

function iso(ms: TimestampMs | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
