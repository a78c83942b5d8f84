import type { CandleFault } from '@tradewright/core';
import { COLUMN_NAMES } from '../options.ts';
import { decimal } from './decimal.ts';
import { lastPosition, type Layout } from './layout.ts';
import { LAST_TIME_MS, timeOf } from './time.ts';

const UNIT_NAMES = { s: 'seconds since 1970', ms: 'milliseconds since 1970', us: 'microseconds since 1970', iso: 'ISO 8601' } as const;

/** Why the fields of a row are no candle. */
export function rowFault(fields: readonly string[], layout: Layout, row: number): CandleFault {
  const { positions, time } = layout;
  const openTimeMs = timeOf(fields[positions.time] ?? '', time);
  const needed = lastPosition(positions) + 1;
  if (fields.length < needed) return { row, openTimeMs, rule: 'finite', detail: `the row has ${fields.length} columns and needs ${needed}` };
  const broken = COLUMN_NAMES.find((name) => name !== 'time' && !Number.isFinite(decimal(fields[positions[name]]!)));
  if (!(openTimeMs <= LAST_TIME_MS)) {
    return { row, openTimeMs, rule: 'timestamp', detail: `time ${shown(fields[positions.time]!)} is no time in ${UNIT_NAMES[time]}` };
  }
  const detail = broken === undefined ? 'the row cannot be read' : `${broken} ${shown(fields[positions[broken]]!)} is no finite number`;
  const quoted = fields.some((field) => field.includes('"')) ? '; where rows hold quotes, say quoted: true' : '';
  return { row, openTimeMs, rule: 'finite', detail: detail + quoted };
}

function shown(text: string): string {
  return text === '' ? '(empty)' : JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
