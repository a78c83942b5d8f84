import { describe, expect, it } from 'vitest';
import { crc32 } from 'node:zlib';
import { encodeLine } from './line.ts';
import { isTorn } from './torn-tail.ts';

const record = (seq: number, after: number, text = ''): Buffer => encodeLine(JSON.stringify({ seq, after, writes: [], events: [], text }));
const cut = (bytes: Buffer, count: number): Buffer => bytes.subarray(0, bytes.length - count);

/** Replaces sectors by zeros. */
function without(bytes: Buffer, offset: number, ...sectors: readonly number[]): Buffer {
  const left = Buffer.from(bytes);
  for (const sector of sectors) left.fill(0, Math.max(0, sector * 512 - offset), Math.min(left.length, (sector + 1) * 512 - offset));
  return left;
}

describe('the end of a segment is torn', () => {
  it.each([2, 3, 40])('when a record breaks off %d bytes early', (count) => {
    expect(isTorn(cut(record(1, 700), count), 700)).toBe(true);
  });

  it('when not even the head of a record is there', () => {
    for (let length = 1; length < 12; length++) expect(isTorn(record(1, 700).subarray(0, length), 700)).toBe(true);
  });

  it('when a sector of it was never written, at its beginning, in its middle or at its end', () => {
    const batch = Buffer.concat([record(1, 700, 'x'.repeat(1_400)), record(2, 700, 'y'.repeat(900))]);
    for (const sector of [1, 2, 3, 4]) expect(isTorn(without(batch, 700, sector), 700), `sector ${sector}`).toBe(true);
    expect(isTorn(without(record(1, 700, 'x'.repeat(1_400)), 700, 4), 700)).toBe(true);
  });
});

describe('the end of a segment is damaged', () => {
  it('when a record has its length and its end, but not its checksum', () => {
    const bytes = record(1, 700);
    bytes[bytes.length - 5]! ^= 4;
    expect(isTorn(bytes, 700)).toBe(false);
  });

  it('when the last line end is another byte', () => {
    expect(isTorn(Buffer.concat([cut(record(1, 700), 1), Buffer.from('x')]), 700)).toBe(false);
  });

  it('when nothing but its line end is missing, and its checksum is wrong', () => {
    const bytes = cut(record(1, 700), 1);
    bytes[bytes.length - 5]! ^= 4;
    expect(isTorn(bytes, 700)).toBe(false);
  });

  it('when a single byte became a zero', () => {
    const bytes = Buffer.from(record(1, 700));
    bytes[bytes.indexOf(' ')] = 0;
    expect(isTorn(bytes, 700)).toBe(false);
  });

  it('when a later record was written after the bytes that are zeros now were durable', () => {
    const first = record(1, 700, 'x'.repeat(900));
    const zeros = without(first, 700, 2);
    expect(isTorn(Buffer.concat([zeros, record(2, 700 + first.length)]), 700)).toBe(false);
    expect(isTorn(Buffer.concat([zeros, record(2, 700)]), 700)).toBe(true);
  });

  it('when a newer version has written behind it', () => {
    const json = '{"of":"a later day"}';
    const head = `2 ${json.length} `;
    const newer = Buffer.from(`${head}${crc32(json, crc32(head)).toString(16).padStart(8, '0')} ${json}\n`);
    expect(isTorn(Buffer.concat([without(record(1, 700, 'x'.repeat(900)), 700, 2), newer]), 700)).toBe(false);
  });

  it('when it is text that is no record at all', () => {
    expect(isTorn(Buffer.from('this was typed by somebody who meant well'), 700)).toBe(false);
  });

  it('when the line is whole and does not belong there', () => {
    expect(isTorn(Buffer.concat([record(1, 700), Buffer.alloc(2_000)]), 700)).toBe(false);
    expect(isTorn(cut(record(1, 700), 1), 700)).toBe(false);
  });
});
