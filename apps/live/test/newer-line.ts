import { crc32 } from 'node:zlib';

/** A journal as a newer version of the store would write it: its lines begin with another number. */
export function encodeNewer(journal: Buffer): Buffer {
  const lines: Buffer[] = [];
  for (let at = 0; at < journal.length; ) {
    const [head, length] = /^1 (\d+) [0-9a-f]{8} /.exec(journal.subarray(at, at + 30).toString('latin1'))!;
    const body = journal.subarray(at + head.length, at + head.length + Number(length));
    const start = `2 ${length} `;
    lines.push(Buffer.concat([Buffer.from(`${start}${crc32(body, crc32(start)).toString(16).padStart(8, '0')} `), body, Buffer.from('\n')]));
    at += head.length + Number(length) + 1;
  }
  return Buffer.concat(lines);
}
