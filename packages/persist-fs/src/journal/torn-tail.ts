import { completed, decodeLine, HEAD_BYTES, lineBytes, NEWLINE } from './line.ts';
import { parseCommit } from './record.ts';

/** Disks write a sector wholly or not at all. */
const SECTOR_BYTES = 512;

/**
 * Whether the end of a segment, from the first bad line on, is what a crash leaves of bytes that were written together
 * and never synced: they break off, or sectors among them were never written and read as zeros. A whole line behind it
 * that was written after this place was durable proves the contrary. Everything else was durable once and has changed,
 * or is a whole line that does not belong there, with its newline or without.
 *
 * @param tail - all bytes from the bad line to the end of the file
 * @param offset - where they stand in the file
 */
export function isTorn(tail: Buffer, offset: number): boolean {
  const first = tail.includes(NEWLINE) ? tail.subarray(0, tail.indexOf(NEWLINE) + 1) : tail;
  if (decodeLine(completed(first)).kind !== 'bad') return false;
  return breaksOff(tail) || (hasEmptySector(tail, offset) && !provesDurable(tail, offset));
}

/** The beginning of a line and nothing more. Where the newline alone is missing, the checksum has judged. */
function breaksOff(tail: Buffer): boolean {
  if (tail.includes(NEWLINE)) return false;
  const wanted = lineBytes(tail);
  return wanted === undefined ? tail.length < HEAD_BYTES : tail.length < wanted - 1;
}

/** JSON has no zero bytes, so a sector full of them was never written. */
function hasEmptySector(tail: Buffer, offset: number): boolean {
  for (let start = 0; start < tail.length; ) {
    const end = start + SECTOR_BYTES - ((offset + start) % SECTOR_BYTES);
    if (tail.subarray(start, end).every((byte) => byte === 0)) return true;
    start = end;
  }
  return false;
}

/** Whether a whole line behind the bad one was written when the bad one was durable already. */
function provesDurable(tail: Buffer, offset: number): boolean {
  for (let start = tail.indexOf(NEWLINE) + 1; start > 0 && start < tail.length; ) {
    const end = tail.indexOf(NEWLINE, start) + 1;
    if (end === 0) return false;
    const line = decodeLine(tail.subarray(start, end));
    const record = line.kind === 'whole' ? parseCommit(line.json) : undefined;
    if (line.kind === 'newer' || (record !== undefined && record.after > offset)) return true;
    start = end;
  }
  return false;
}
