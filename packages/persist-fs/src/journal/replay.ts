import type { FileSystem } from '../file/file-system.ts';
import { readAll } from '../file/read-all.ts';
import type { State } from '../state.ts';
import { Damage } from './damage.ts';
import type { CommitRecord } from './record.ts';
import { scanSegment } from './scan-segment.ts';
import type { Origin } from './snapshot.ts';
import { isTorn } from './torn-tail.ts';

/** Where a segment ends. */
export interface Replayed {
  /** The last record. */
  readonly seq: number;
  /** Length of the good part, with its last newline. */
  readonly bytes: number;
  /** The last line is whole but for its newline, which is still to be written: an editor took it away, or a crash fell there. */
  readonly lacksNewline: boolean;
  /** Where what was synced together with the last record begins. */
  readonly lastSyncBytes: number;
  /** Length of what a crash left behind the good part. */
  readonly tornBytes: number;
}

/**
 * Brings a state up to the end of a segment.
 *
 * @param origin - what must stand before it
 * @param isLast - whether a crash may have left something unfinished at its end
 * @throws {Damage} with the state as it was before it
 * @throws {StoreError} `store/version`
 */
export async function replaySegment(fs: FileSystem, path: string, state: State, origin: Origin, isLast: boolean): Promise<Replayed> {
  const file = await fs.open(path, 'read');
  try {
    const size = await file.size();
    let at = { seq: origin.seq, bytes: 0, lastSyncBytes: 0 };
    try {
      for await (const line of scanSegment(file, path, size, { mayLackNewline: isLast })) {
        const { offset, bytes } = line.raw;
        if (line.kind === 'head') {
          const { segment, seq, previousBytes } = line.head;
          if (segment !== origin.segment || seq !== origin.seq || previousBytes !== origin.previousBytes) throw new Damage(path, 0, `it does not follow what stands before it: ${JSON.stringify(line.head)} after ${JSON.stringify(origin)}`);
        } else apply(state, line.record, at, new Damage(path, offset, 'the record does not follow the one before it'));
        at = { seq: line.kind === 'head' ? at.seq : line.record.seq, bytes: offset + bytes.length, lastSyncBytes: line.kind === 'head' ? 0 : line.record.after };
      }
    } catch (cause) {
      if (!(cause instanceof Damage) || !isLast || cause.offset === 0 || !isTorn(await readAll(file, cause.offset, size), cause.offset)) throw cause;
    }
    return { ...at, lacksNewline: at.bytes > size, tornBytes: Math.max(0, size - at.bytes) };
  } finally {
    await file.close();
  }
}

function apply(state: State, record: CommitRecord, at: { readonly seq: number; readonly bytes: number; readonly lastSyncBytes: number }, damage: Damage): void {
  if (record.seq !== at.seq + 1 || (record.after !== at.bytes && record.after !== at.lastSyncBytes)) throw damage;
  if (record.writes.some(({ key, version }) => version !== state.versionOf(key) + 1)) throw damage;
  for (const { key, version, value } of record.writes) state.set(key, version, value === null ? null : JSON.stringify(value));
}
