import type { FileSystem } from '../file/file-system.ts';
import { writeAtomically } from '../file/write-atomically.ts';
import { State } from '../state.ts';
import { Damage } from './damage.ts';
import { encodeLine } from './line.ts';
import { readLines } from './read-lines.ts';
import { parseJson } from './record.ts';
import { jsonOf } from './scan-segment.ts';

const CHUNK_BYTES = 1_048_576;

/** What stands before a segment. */
export interface Origin {
  readonly segment: number;
  readonly seq: number;
  readonly previousBytes: number;
}

/** The beginning of everything. */
export const FIRST: Origin = { segment: 1, seq: 0, previousBytes: 0 };

/** Writes the whole state as it is before a segment. @returns its length in bytes */
export function writeSnapshot(fs: FileSystem, path: string, origin: Origin, state: State): Promise<number> {
  return writeAtomically(fs, path, chunked(linesOf(origin, state)));
}

/** @throws {Damage}, {StoreError} `store/version` */
export async function readSnapshot(fs: FileSystem, path: string): Promise<{ readonly origin: Origin; readonly state: State }> {
  const file = await fs.open(path, 'read');
  try {
    const state = new State();
    const bytes = await file.size();
    let head: (Origin & { readonly keys: number }) | undefined;
    for await (const raw of readLines(file, 0, bytes)) {
      const parsed = parseJson(jsonOf(path, raw));
      if (head !== undefined) restore(state, parsed, new Damage(path, raw.offset, 'the line is no key with its value'));
      else if (isHead(parsed)) head = parsed;
      else throw new Damage(path, raw.offset, 'its first line is no head of a snapshot');
    }
    if (head?.keys !== state.size) throw new Damage(path, bytes, `${state.size} of ${head?.keys ?? 'all'} keys are there`);
    state.begin(head.segment);
    return { origin: { segment: head.segment, seq: head.seq, previousBytes: head.previousBytes }, state };
  } finally {
    await file.close();
  }
}

function* linesOf({ segment, seq, previousBytes }: Origin, state: State): Generator<Buffer> {
  yield encodeLine(JSON.stringify({ kind: 'snapshot', segment, seq, previousBytes, keys: state.size }));
  for (const [key, { version, json }] of state) yield encodeLine(`{"key":${JSON.stringify(key)},"version":${version},"value":${json}}`);
}

function* chunked(lines: Iterable<Buffer>): Generator<Buffer> {
  let pending: Buffer[] = [];
  let bytes = 0;
  for (const line of lines) {
    pending.push(line);
    bytes += line.length;
    if (bytes < CHUNK_BYTES) continue;
    yield Buffer.concat(pending);
    pending = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(pending);
}

function restore(state: State, line: unknown, damage: Damage): void {
  if (typeof line !== 'object' || line === null || !('key' in line) || !('version' in line) || !('value' in line)) throw damage;
  const { key, version, value } = line;
  if (typeof key !== 'string' || !Number.isSafeInteger(version) || state.versionOf(key) !== 0) throw damage;
  state.set(key, version as number, value === null ? null : JSON.stringify(value));
}

function isHead(value: unknown): value is Origin & { readonly keys: number } {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'snapshot' && ['segment', 'seq', 'previousBytes', 'keys'].every((field) => Number.isSafeInteger((value as Record<string, unknown>)[field]));
}
