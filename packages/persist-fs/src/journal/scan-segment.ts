import { StoreError } from '@tradewright/core';
import type { OpenFile } from '../file/file-system.ts';
import { Damage } from './damage.ts';
import { completed, decodeLine } from './line.ts';
import { readLines, type RawLine } from './read-lines.ts';
import { parseCommit, parseHead, type CommitRecord, type SegmentHead } from './record.ts';

/** One line of a segment that is whole. */
export type SegmentLine =
  | { readonly kind: 'head'; readonly head: SegmentHead; readonly raw: RawLine }
  | { readonly kind: 'commit'; readonly record: CommitRecord; readonly raw: RawLine };

/** How a segment is read. */
export interface Scanning {
  /** Tells by its bytes which records to parse; the others are only checked. */
  readonly wanted?: (bytes: Buffer) => boolean;
  /** Whether its last line may lack the newline, and is told with it then. */
  readonly mayLackNewline?: boolean;
}

/**
 * The lines of a segment, each judged, up to a length.
 *
 * @throws {Damage} at the first line that is none
 * @throws {StoreError} `store/version`
 */
export async function* scanSegment(file: OpenFile, path: string, toBytes: number, { wanted = () => true, mayLackNewline = false }: Scanning = {}): AsyncGenerator<SegmentLine> {
  let isHead = true;
  for await (const { offset, bytes } of readLines(file, 0, toBytes)) {
    const raw = { offset, bytes: mayLackNewline ? completed(bytes) : bytes };
    const json = jsonOf(path, raw);
    if (isHead) {
      const head = parseHead(json);
      if (head === undefined) throw new Damage(path, raw.offset, 'its first line is no head of a journal');
      yield { kind: 'head', head, raw };
    } else if (wanted(raw.bytes)) {
      const record = parseCommit(json);
      if (record === undefined) throw new Damage(path, raw.offset, 'the line is no record of a commit');
      yield { kind: 'commit', record, raw };
    }
    isHead = false;
  }
  if (isHead) throw new Damage(path, 0, 'the file is empty');
}

/** @throws {Damage}, {StoreError} `store/version` */
export function jsonOf(path: string, { bytes, offset }: RawLine): string {
  const line = decodeLine(bytes);
  if (line.kind === 'newer') throw new StoreError('store/version', `${path} was written by a newer version of the store (format ${line.format}, this one reads 1). Update @tradewright/persist-fs; nothing was changed.`);
  if (line.kind === 'bad') throw new Damage(path, offset, 'length, checksum or line end of the record are wrong');
  return line.json;
}
