import { StoreError, type Stored, type StoredEvent, type TradeEvent } from '@tradewright/core';
import type { Row } from './connections.ts';
import { givenJson } from './kept-text.ts';

/** Somebody else may have written to the tables: nothing is believed unseen. @throws {StoreError} `store/corrupt` */
export function storedOf(key: string, { version, value }: Row): Stored {
  return { version: countOf(version, `version of ${key}`), value: value === null ? null : jsonOf(value, `value of ${key}`) };
}

/** @throws {StoreError} `store/corrupt` */
export function eventOf(key: string, { version, event }: Row): StoredEvent {
  const what = `event of ${key} at version ${String(version)}`;
  const read = jsonOf(event, what);
  if (!isEvent(read)) throw corrupt(what, event);
  return { key, version: countOf(version, `version of an event of ${key}`), event: read };
}

/** A bigint, which pg hands out as text, or as what the caller's pool makes of it. @throws {StoreError} `store/corrupt` */
export function countOf(value: unknown, what: string): number {
  const count = wholeOf(value, what);
  if (count > 0) return count;
  throw corrupt(what, value);
}

/** The same for one that may be 0 or less. @throws {StoreError} `store/corrupt` */
export function wholeOf(value: unknown, what: string): number {
  const whole = typeof value === 'string' || typeof value === 'bigint' ? Number(value) : value;
  if (typeof whole === 'number' && Number.isSafeInteger(whole)) return whole;
  throw corrupt(what, value);
}

/** @throws {StoreError} `store/corrupt` */
export function jsonOf(value: unknown, what: string): unknown {
  try {
    if (typeof value === 'string') return JSON.parse(givenJson(value));
  } catch {
    // Told below.
  }
  throw corrupt(what, value);
}

function isEvent(value: unknown): value is TradeEvent {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string' && 'atMs' in value && typeof value.atMs === 'number';
}

export function corrupt(what: string, found: unknown): StoreError {
  const shown = typeof found === 'string' ? found : String(found);
  return new StoreError('store/corrupt', `The ${what} in PostgreSQL is none that this store wrote: ${shown.slice(0, 200)}. Look who else writes to these tables, and repair the row or restore it from a backup.`);
}
