import { describeFailure, type FieldNames, type Refusal, type Signal } from '@tradewright/core';
import { textOf } from './text-of.ts';
import type { ISignalDto } from './types.ts';

/** The seeds' field names, for messages their users know. */
const NAMES: FieldNames = {
  signal: 'signal', id: 'id', note: 'note', side: 'position', price: 'currentPrice', entryPrice: 'priceOpen',
  takeProfitPrice: 'priceTakeProfit', stopLossPrice: 'priceStopLoss', lifetimeMinutes: 'minuteEstimatedTime',
};

/**
 * What `getSignal` answered, in the engine's words. Nothing is judged here: garbage goes through as it is, and the
 * engine says what is wrong with it.
 */
export function signalOf(dto: ISignalDto | null | undefined): Signal | null {
  if (dto === null || dto === undefined) return null;
  if (typeof dto !== 'object') return dto;
  if (dto.position === 'wait') return null;
  // What a language model or a database left out may come as `null`, which means the same.
  return {
    id: dto.id || undefined,
    side: dto.position,
    entryPrice: dto.priceOpen ?? undefined,
    takeProfitPrice: dto.priceTakeProfit,
    stopLossPrice: dto.priceStopLoss,
    lifetimeMinutes: dto.minuteEstimatedTime,
    note: dto.note == null ? undefined : plainText(dto.note),
  };
}

/** Emphasis and code around words: a lone asterisk or an underscore inside a name is none. */
const EMPHASIS = /(?<![\p{L}\d])(\*{1,3}|_{1,3}|~~|`{1,3})(?=\S)([^\n]*?\S)\1(?![\p{L}\d])/gu;

/** A note without markup and line breaks: it ends up in tables. */
function plainText(note: string): string {
  if (typeof note !== 'string') return note;
  return note
    .replace(/<\/?[a-z][^<>]*>/gi, ' ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\s{0,3}(#{1,6}|>|[-*+]|\d+\.)\s+/gm, '')
    .replace(EMPHASIS, '$2')
    .replace(EMPHASIS, '$2') // emphasis within emphasis
    .replace(/\s+/g, ' ')
    .trim();
}

/** Why a signal was refused, in the seeds' words. */
export function refusalMessage(signal: Signal, refusal: Refusal): string {
  const side: unknown = typeof signal === 'object' && signal !== null ? signal.side : 'unknown';
  const position = typeof side === 'string' ? side : textOf(side);
  if (refusal.by === 'risk') return `Signal for ${position} position refused by risk: ${refusal.reason}`;
  const lines = refusal.failures.map((failure) => `  - ${describeFailure(failure, NAMES)}`);
  return `Invalid signal for ${position} position:\n${lines.join('\n')}`;
}
