import type { PlainChange } from '@tradewright/core';
import { encodeLine } from './line.ts';

/** The first line of a segment: what stands before it. */
export interface SegmentHead {
  readonly kind: 'journal';
  readonly segment: number;
  /** The last record before this segment. */
  readonly seq: number;
  /** Length of the segment before, so that a shortened one is found out. */
  readonly previousBytes: number;
}

/** One commit. */
export interface CommitRecord {
  readonly seq: number;
  /** How much of the segment was durable before: where the bytes that were synced together with this record begin. */
  readonly after: number;
  readonly writes: readonly { readonly key: string; readonly version: number; readonly value: unknown }[];
  readonly events: readonly { readonly key: string; readonly version: number; readonly event: unknown }[];
}

export function encodeHead(head: Omit<SegmentHead, 'kind'>): Buffer {
  const { segment, seq, previousBytes } = head;
  return encodeLine(JSON.stringify({ kind: 'journal', segment, seq, previousBytes }));
}

/** Values and events are JSON already. */
export function encodeCommit(seq: number, after: number, { writes, events }: PlainChange): Buffer {
  const written = writes.map(({ key, expected, json }) => `{"key":${JSON.stringify(key)},"version":${expected + 1},"value":${json}}`);
  const told = events.map(({ key, version, json }) => `{"key":${JSON.stringify(key)},"version":${version},"event":${json}}`);
  return encodeLine(`{"seq":${seq},"after":${after},"writes":[${written.join()}],"events":[${told.join()}]}`);
}

/** `undefined` where the text says something else. */
export function parseHead(json: string): SegmentHead | undefined {
  const found = objectOf(json);
  if (found?.['kind'] !== 'journal' || !isCount(found['segment']) || !isCount(found['seq']) || !isCount(found['previousBytes'])) return undefined;
  return { kind: 'journal', segment: found['segment'], seq: found['seq'], previousBytes: found['previousBytes'] };
}

/** `undefined` where the text says something else. */
export function parseCommit(json: string): CommitRecord | undefined {
  const found = objectOf(json);
  if (found === undefined || !isCount(found['seq']) || !isCount(found['after'])) return undefined;
  const { seq, after, writes, events } = found as { seq: number; after: number; writes: unknown; events: unknown };
  if (!isListOf(writes, isWrite) || !isListOf(events, isEvent)) return undefined;
  return { seq, after, writes, events };
}

function objectOf(json: string): Record<string, unknown> | undefined {
  const parsed: unknown = parseJson(json);
  return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined;
}

/** `undefined` for what is no JSON. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isListOf<T>(value: unknown, is: (one: unknown) => one is T): value is readonly T[] {
  return Array.isArray(value) && value.every(is);
}

function isWrite(one: unknown): one is CommitRecord['writes'][number] {
  return isVersioned(one) && 'value' in one;
}

function isEvent(one: unknown): one is CommitRecord['events'][number] {
  return isVersioned(one) && 'event' in one;
}

function isVersioned(one: unknown): one is { readonly key: string; readonly version: number } {
  return typeof one === 'object' && one !== null && 'key' in one && typeof one.key === 'string' && 'version' in one && isCount(one.version);
}
