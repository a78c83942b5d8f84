import { messageOf } from '@tradewright/cli-kit';
import type { Halt, TimestampMs } from '@tradewright/core';
import { readFileSync, statSync } from 'node:fs';

const FORMAT = 1;
const NAME = /^(\d{8})-(?:halt|resume)-[0-9a-f]{12}\.json$/;

/** What somebody on this machine has said of trading, in a file of its own that never changes. */
export interface HaltWord {
  /** Of its file: by these, words are in the order in which they were said. */
  readonly name: string;
  readonly saidAtMs: TimestampMs;
  /** `null`: trading may go on. */
  readonly halt: Halt | null;
}

/** Its place among those that are there; `null` for a file of another kind. */
export function numberOf(name: string): number | null {
  const digits = NAME.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** @param mark - twelve hexadecimal digits that make the name its own */
export function nameOf(number: number, halt: Halt | null, mark: string): string {
  return `${String(number).padStart(8, '0')}-${halt === null ? 'resume' : 'halt'}-${mark}.json`;
}

export function textOf(halt: Halt | null, saidAtMs: TimestampMs): string {
  return `${JSON.stringify({ format: FORMAT, saidAtMs, halt })}\n`;
}

/** Reads one; `null` when it is gone. What cannot be understood is a halt: nobody knows what was meant, and a halt can be resumed. */
export function readWord(path: string, name: string): HaltWord | null {
  try {
    return { name, ...checked(JSON.parse(readFileSync(path, 'utf8'))) };
  } catch (error) {
    if (isMissing(error)) return null;
    return { name, ...unreadable(path, error, statSync(path, { throwIfNoEntry: false })?.mtimeMs) };
  }
}

/** A halt because something cannot be read. */
export function unreadable(path: string, error: unknown, atMs: TimestampMs = Date.now()): Omit<HaltWord, 'name'> {
  return { saidAtMs: atMs, halt: { reason: `${path} cannot be read, which counts as a halt: ${messageOf(error)}`, atMs, closesPositions: false } };
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function checked(value: unknown): Omit<HaltWord, 'name'> {
  const { format, saidAtMs, halt } = (value ?? {}) as { readonly format?: unknown; readonly saidAtMs?: unknown; readonly halt?: Partial<Halt> | null };
  if (format !== FORMAT || typeof saidAtMs !== 'number' || halt === undefined) throw new Error('it is not what this version writes');
  if (halt === null) return { saidAtMs, halt };
  const { reason, atMs, closesPositions } = halt;
  if (typeof reason !== 'string' || typeof atMs !== 'number' || typeof closesPositions !== 'boolean') throw new Error('it is not what this version writes');
  return { saidAtMs, halt: { reason, atMs, closesPositions } };
}
