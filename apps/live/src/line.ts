import { messageOf, plainText, shownInstant, signedPercent } from '@tradewright/cli-kit';
import { EngineError, type Halt, type TimestampMs } from '@tradewright/core';
import type { IStrategyTickResult, LiveStatusContract, PartialEvent, RiskContract } from 'tradewright';
import type { RunNames } from './board.ts';
import type { StoreWord } from './store-news.ts';

/** Something that happened, for people and for machines. */
export interface Line {
  /** One line. */
  readonly text: string;
  /** What `--json` prints, beside the version and the mode. */
  readonly json: Readonly<Record<string, unknown>> & { readonly kind: string };
  /** Belongs on standard error where people read. */
  readonly isWarning: boolean;
}

const SCHEMA_VERSION = 1;

/** Nothing here is real money, and every screen says so. */
export const MODE = 'paper';

export function jsonText({ json }: Line): string {
  return JSON.stringify({ schemaVersion: SCHEMA_VERSION, mode: MODE, ...json });
}

export function line(kind: string, atMs: TimestampMs | null, text: string, fields: Readonly<Record<string, unknown>> = {}, isWarning = false): Line {
  const when = atMs === null ? '' : `${shownInstant(atMs)}  `;
  return { text: plainText(`${when}PAPER  ${text}`), json: { kind, at: atMs === null ? null : new Date(atMs).toISOString(), ...fields }, isWarning };
}

type News = Exclude<IStrategyTickResult, { readonly action: 'idle' | 'active' }>;

export function isNews(result: IStrategyTickResult): result is News {
  return result.action !== 'idle' && result.action !== 'active';
}

/** A transition. */
export function signalLine(result: News): Line {
  const { action, signal: { position, priceOpen, priceTakeProfit, priceStopLoss, note, scheduledAt, pendingAt } } = result;
  const atMs = action === 'scheduled' ? scheduledAt : action === 'opened' ? pendingAt : result.closeTimestamp;
  const levels = `${position} at ${shown(priceOpen)}, target ${shown(priceTakeProfit)}, stop ${shown(priceStopLoss)}${note === '' ? '' : ` (${note})`}`;
  const text = action === 'closed' ? `${position} ${shown(result.pnl.priceOpen)} → ${shown(result.pnl.priceClose)}, ${signedPercent(result.pnl.pnlPercentage / 100)}, ${result.closeReason.replace('_', ' ')}${result.reasonText === null ? '' : ` (${result.reasonText})`}`
    : action === 'cancelled' ? `${position} at ${shown(priceOpen)}, ${result.reason.replace('_', ' ')}`
    : levels;
  return line('signal', atMs, about(action, result, text), { ...result });
}

export function partialLine(event: PartialEvent, direction: 'profit' | 'loss'): Line {
  return line('partial', event.timestamp, about('partial', event, `${event.level} % of the way to the ${direction === 'profit' ? 'target' : 'stop'}, at ${shown(event.currentPrice)}`), { direction, ...event });
}

export function refusedLine(event: RiskContract): Line {
  return line('refused', event.timestamp, about('refused', event, `${event.message}${event.comment === 'N/A' || event.comment === event.message ? '' : ` (${event.comment})`}`), { ...event });
}

/** All else that is told of how a run fares is a warning. */
const GOOD_NEWS: ReadonlySet<LiveStatusContract['kind']> = new Set(['restored', 'resumed', 'fresh']);

/** How a run fares; `null` for the usual tick. */
export function statusLine(status: LiveStatusContract): Line | null {
  const text = statusText(status);
  if (text === null) return null;
  const fields = 'error' in status ? { ...status, error: plainError(status.error) } : status;
  return line('status', status.timestamp, about(status.kind, status, text), { ...fields, status: status.kind, kind: 'status' }, !GOOD_NEWS.has(status.kind));
}

/** Trading was halted, or goes on. */
export function haltLine(halt: Halt | null): Line {
  if (halt === null) return line('halt', null, 'resumed    trading goes on', { halted: null });
  const { reason, closesPositions } = halt;
  return line('halt', null, `HALTED     ${reason}; nothing is opened, ${closesPositions ? 'what is open is closed' : 'what is open keeps its stops'}`, { halted: haltJson(halt) }, true);
}

/** A halt as machines read it. */
export function haltJson(halt: Halt): Readonly<Record<string, unknown>>;
export function haltJson(halt: Halt | null): Readonly<Record<string, unknown>> | null;
export function haltJson(halt: Halt | null): Readonly<Record<string, unknown>> | null {
  return halt === null ? null : { reason: halt.reason, since: new Date(halt.atMs).toISOString(), closesPositions: halt.closesPositions };
}

/** Equity by risk profile as machines read it, without the dust of binary fractions. */
export function equityJson(equities: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(equities).map(([riskName, equity]) => [riskName, Number(equity.toPrecision(12))]));
}

/** The same for people; empty where there is none. */
export function equityText(equities: Readonly<Record<string, number>>): string {
  return Object.entries(equities).map(([riskName, equity]) => `equity of ${riskName} ${equity.toFixed(2)}`).join(', ');
}

/** What the store has dealt with, or tries again. */
export function storeLine({ message, retry }: StoreWord): Line {
  return line('warning', null, `warning    ${message}${retry === null ? '' : ' It is tried again.'}`, { message, ...retry }, true);
}

/** What went wrong somewhere else than in a tick. */
export function errorLine(error: unknown, names: RunNames | null, kind: 'error' | 'refused' = 'error'): Line {
  const text = messageOf(error);
  return line(kind, null, names === null ? `${kind.padEnd(9)}  ${text}` : about(kind, names, text), { ...names, error: plainError(error) }, true);
}

function statusText(status: LiveStatusContract): string | null {
  switch (status.kind) {
    case 'ticked':
      return status.missed > 0 ? `${status.missed} ticks were left out because something took too long` : null;
    case 'restored':
      return `goes on with ${status.signal.position} at ${shown(status.signal.priceOpen)}${status.signal._isScheduled ? ', which waits for its entry' : ''}`;
    case 'paused':
      return `the store does not answer, nothing is decided until it does: ${messageOf(status.error)}`;
    case 'resumed':
      return `the store answers again after ${(status.pausedMs / 1000).toFixed(1)} s`;
    case 'standby':
      return status.lost ? 'its lease was lost: somebody else trades it, this process waits' : 'somebody else trades it, this process waits';
    case 'clock':
      return `the clock of the machine was set ${status.jumpedMs < 0 ? 'back' : 'forward'} by ${(Math.abs(status.jumpedMs) / 1000).toFixed(0)} s; the next tick comes when it shows ${shownInstant(status.resumesAt)}`;
    case 'gap':
      return `candles are missing from ${shownInstant(status.gap.fromMs)} to ${shownInstant(status.gap.toMs)}`;
    case 'stale':
      return 'the exchange gives no new candles: nothing can be judged until it does, and nothing is closed';
    case 'fresh':
      return 'candles come again';
    case 'failed':
      return messageOf(status.error);
  }
}

function about(what: string, { symbol, strategyName }: Pick<RunNames, 'symbol' | 'strategyName'>, text: string): string {
  return `${what.padEnd(9)}  ${symbol}  ${strategyName}  ${text}`;
}

/** Without the dust of binary fractions. */
export function shown(price: number): string {
  return String(Number(price.toPrecision(12)));
}

function plainError(error: unknown): Readonly<Record<string, unknown>> {
  return { message: messageOf(error), ...(error instanceof EngineError ? { code: error.code, retryable: error.retryable } : {}) };
}
