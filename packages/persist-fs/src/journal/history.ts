import type { FileSystem } from '../file/file-system.ts';
import type { StoredEvent } from '@tradewright/core';
import { Damage } from './damage.ts';
import { journalPath, listJournal } from './names.ts';
import { scanSegment } from './scan-segment.ts';
import { corruptError } from './set-aside.ts';

/** What to read: the events of a key, up to what was durable when it was asked. */
export interface Question {
  readonly key: string;
  readonly afterVersion: number;
  /** No segment before it has an event that is asked for; `undefined` when that is not known. */
  readonly fromSegment: number | undefined;
  readonly end: { readonly segment: number; readonly bytes: number };
  /** Throws when reading must stop. */
  check(): void;
}

/**
 * Events out of the segments, oldest first, one line in memory at a time.
 *
 * @throws {StoreError} `store/corrupt` where a segment is damaged or one between others is missing
 */
export async function* readHistory(fs: FileSystem, directory: string, question: Question): AsyncGenerator<StoredEvent> {
  const { journals } = await listJournal(fs, directory);
  try {
    for (let segment = question.fromSegment ?? Math.min(...journals), previousBytes: number | undefined; segment <= question.end.segment; segment++) {
      const path = journalPath(directory, segment);
      if (!journals.has(segment)) throw new Damage(path, 0, 'the file is missing');
      previousBytes = yield* readSegment(fs, path, question, segment === question.end.segment ? question.end.bytes : undefined, previousBytes);
    }
  } catch (cause) {
    throw cause instanceof Damage ? corruptError(`${cause.message}. Events behind it cannot be told; the state is not touched by it. Put back a good copy of the file.`, cause) : cause;
  }
}

/** @returns the length of the segment */
async function* readSegment(fs: FileSystem, path: string, { key, afterVersion, check }: Question, toBytes: number | undefined, previousBytes: number | undefined): AsyncGenerator<StoredEvent, number> {
  const file = await fs.open(path, 'read');
  // Most lines are of other keys: those are not parsed.
  const named = Buffer.from(JSON.stringify(key));
  try {
    const bytes = toBytes ?? (await file.size());
    for await (const line of scanSegment(file, path, bytes, { wanted: (raw) => raw.includes(named) })) {
      check();
      if (line.kind === 'head') {
        if (previousBytes !== undefined && line.head.previousBytes !== previousBytes) throw new Damage(path, 0, 'the segment before it has another length than it had');
        continue;
      }
      for (const event of line.record.events) if (event.key === key && event.version > afterVersion) yield event as StoredEvent;
    }
    return bytes;
  } finally {
    await file.close();
  }
}
