import { StoreError } from '../error.ts';
import type { Change } from './state-store.ts';

/** A change as it will be kept: its values are JSON already, and what is wrong with it has been said. */
export interface PlainChange {
  /** `json` is `null` for a removal. */
  readonly writes: readonly { readonly key: string; readonly expected: number; readonly json: string | null }[];
  readonly events: readonly { readonly key: string; readonly version: number; readonly json: string }[];
}

/**
 * Checks what every store has to refuse, before anything is touched.
 *
 * @throws {StoreError} `store/value`, `store/change`
 */
export function plainChange({ writes, events }: Change): PlainChange {
  const versions = new Map<string, number>();
  const plainWrites = writes.map(({ key, expected, value }) => {
    if (typeof key !== 'string' || key === '') throw new StoreError('store/change', `A key must be a text that is not empty, not ${JSON.stringify(key)}.`);
    if (!Number.isSafeInteger(expected) || expected < 0) throw new StoreError('store/change', `${key}: expected must be a version, 0 or more, not ${expected}.`);
    if (versions.has(key)) throw new StoreError('store/change', `${key} is written twice in one change.`);
    versions.set(key, expected + 1);
    return { key, expected, json: value === null ? null : jsonOf(key, value) };
  });
  const plainEvents = events.map(({ key, version, event }) => {
    if (versions.get(key) !== version) throw new StoreError('store/change', `An event of ${key} at version ${version} has no write of that version in its change.`);
    return { key, version, json: jsonOf(key, event) };
  });
  return { writes: plainWrites, events: plainEvents };
}

function jsonOf(key: string, value: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (cause) {
    throw new StoreError('store/value', `${key}: the value is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  if (json === undefined) throw new StoreError('store/value', `${key}: the value is no JSON: ${typeof value}`);
  return json;
}
