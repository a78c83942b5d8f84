import type { OpenFile } from '../file/file-system.ts';
import { NEWLINE } from './line.ts';

const CHUNK_BYTES = 262_144;

export interface RawLine {
  readonly offset: number;
  /** With its newline; without one only where the range ends before it. */
  readonly bytes: Buffer;
}

/** The lines of a range of a file, without holding more than one of them and a chunk. */
export async function* readLines(file: OpenFile, fromBytes: number, toBytes: number): AsyncGenerator<RawLine> {
  let begun: Buffer[] = [];
  let offset = fromBytes;
  for (let position = fromBytes; position < toBytes; ) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, toBytes - position));
    const read = chunk.subarray(0, await file.read(chunk, position));
    if (read.length === 0) break;
    position += read.length;
    let start = 0;
    for (let end = read.indexOf(NEWLINE); end !== -1; end = read.indexOf(NEWLINE, start)) {
      const bytes = Buffer.concat([...begun, read.subarray(start, end + 1)]);
      begun = [];
      yield { offset, bytes };
      offset += bytes.length;
      start = end + 1;
    }
    if (start < read.length) begun.push(read.subarray(start));
  }
  if (begun.length > 0) yield { offset, bytes: Buffer.concat(begun) };
}
