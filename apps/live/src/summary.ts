import { counted, shownInstant, signedPercent, whole } from '@tradewright/cli-kit';
import { MINUTE_MS, type DurationMs, type TimestampMs } from '@tradewright/core';
import { Board, COUNTED, type RunRow } from './board.ts';
import type { Reason } from './ending.ts';
import { equityJson, equityText, haltJson, line, shown, type Line } from './line.ts';
import type { Options } from './options.ts';
import type { Period } from './replay-market.ts';
import type { Resumption } from './replay-time.ts';

/** Where a replay begins. */
export interface Replay extends Resumption {
  readonly period: Period;
}

export interface Start {
  readonly version: string;
  readonly options: Options;
  readonly board: Board;
  /** Where the state is kept, as everybody may read it. */
  readonly store: string;
  readonly trigger: string;
  readonly replay: Replay | null;
  readonly healthUrl: string | null;
}

/** What is told at the beginning. */
export function startLines({ version, options, board, store, trigger, replay, healthUrl }: Start): readonly Line[] {
  const { symbols } = options;
  const [first] = board.rows;
  const strategies = [...new Set(board.rows.map(({ names }) => names.strategyName))];
  const from = replay === null ? `live on ${first!.names.exchangeName}` : `replay of ${shownInstant(replay.period.fromMs)} to ${shownInstant(replay.period.toMs)}${speedText(options)}`;
  const parts = [`no order leaves this machine: ${strategies.join(', ')} on ${symbols.join(', ')}, ${from}`, `state: ${store}`, `trigger ${trigger}`, ...(healthUrl === null ? [] : [`health ${healthUrl}/healthz`])];
  const fields = {
    version, strategies, symbols, exchange: first!.names.exchangeName, account: options.account ?? 'default', store, trigger, healthUrl,
    replay: replay === null ? null : { from: iso(replay.period.fromMs), to: iso(replay.period.toMs), startsAt: iso(replay.startMs), speed: options.replay!.speed === Infinity ? 'max' : options.replay!.speed },
  };
  const lines = [line('started', null, parts.join('; '), fields)];
  if (replay?.resumed === true) lines.push(line('resumed', replay.startMs, `goes on from what is stored${replay.startMs >= replay.period.toMs - MINUTE_MS ? ': nothing is left to replay. Another --state begins anew' : ''}`));
  return lines;
}

export interface End {
  readonly reason: Reason;
  readonly board: Board;
  readonly durationMs: DurationMs;
  /** How far a replay has come. */
  readonly reachedMs: TimestampMs | null;
}

const REASONS: Readonly<Record<Reason, string>> = {
  interrupted: 'shut down; everything stays stored, a restart goes on',
  'replay-end': 'the candles are at their end; what is open stays stored',
  stopped: 'every run was stopped by its strategy',
  failed: 'ended by an error; what was stored stays',
};

/** What is told at the end. */
export function endLine({ reason, board, durationMs, reachedMs }: End): Line {
  const { counts, won, pnlPercent, open } = board;
  const told = COUNTED.map((kind) => `${whole(counts[kind])} ${kind}`).join(', ');
  const result = counts.closed === 0 ? '' : `; ${whole(won)} of ${counted(counts.closed, 'trade')} won, ${signedPercent(pnlPercent / 100)} in total`;
  const left = open.length === 0 ? 'nothing is open' : `open: ${open.map(openText).join('; ')}`;
  const equity = equityText(board.equities);
  const halted = board.halt === null ? '' : `; trading is halted: ${board.halt.reason}`;
  const fields = { reason, halted: haltJson(board.halt), equity: equityJson(board.equities), durationMs: Math.round(durationMs), reachedAt: reachedMs === null ? null : iso(reachedMs), counts: { ...counts }, won, pnlPercent: Number(pnlPercent.toPrecision(12)), open: open.map(openJson), runs: board.rows.map(runJson) };
  return line('ended', reachedMs, `${REASONS[reason]}; ${told}${result}; ${left}${equity === '' ? '' : `; ${equity}`}${halted}`, fields);
}

function speedText({ replay }: Options): string {
  return replay === null || replay.speed === Infinity ? '' : ` at ${replay.speed} × speed`;
}

function openText({ names, held }: RunRow): string {
  return `${names.symbol} ${names.strategyName} ${held!.side} at ${shown(held!.entryPrice)}`;
}

function openJson({ names, held, doing }: RunRow): Readonly<Record<string, unknown>> {
  return { ...names, doing, signal: held };
}

function runJson(row: RunRow): Readonly<Record<string, unknown>> {
  return { ...row.names, doing: row.doing, ticks: row.ticks, lastTickAt: row.atMs === null ? null : iso(row.atMs), failure: Board.because(row) };
}

function iso(ms: TimestampMs): string {
  return new Date(ms).toISOString();
}
