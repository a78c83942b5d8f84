import { StoreError, type CandleColumns, type DurationMs } from '@tradewright/core';
import { endianness } from 'node:os';
import { crc32 } from 'node:zlib';
import { COLUMNS } from './rows.ts';

const MAGIC = 'TWCANDLE';
const VERSION = 1;
const HEAD_BYTES = 64;
/** The checksum stands in the last four bytes of the head and is over all the others. */
const SUM_AT = HEAD_BYTES - 4;
const ROW_BYTES = COLUMNS.length * 8;

/** The whole file of these candles, by `LAYOUT.md`, and its checksum. */
export function encodeChunk(stepMs: DurationMs, candles: CandleColumns): { readonly bytes: Buffer; readonly sum: number } {
  const { length } = candles;
  const bytes = Buffer.alloc(HEAD_BYTES + length * ROW_BYTES);
  bytes.write(MAGIC, 'latin1');
  bytes.writeUInt32LE(VERSION, 8);
  bytes.writeUInt32LE(length, 12);
  bytes.writeDoubleLE(stepMs, 16);
  const columns = columnsIn(bytes, length);
  for (const name of COLUMNS) columns[name].set(candles[name].subarray(0, length));
  toLittleEndian(bytes);
  const sum = sumOf(bytes);
  bytes.writeUInt32LE(sum, SUM_AT);
  return { bytes, sum };
}

/**
 * The candles of a file, without copying them.
 *
 * @param bytes - the start of a buffer of their own
 * @param expected - what the index says of the file
 * @throws {StoreError} `store/corrupt`, `store/version`
 */
export function decodeChunk(path: string, bytes: Buffer, expected: { readonly stepMs: DurationMs; readonly length: number; readonly sum: number }): CandleColumns {
  const corrupt = (what: string): StoreError => new StoreError('store/corrupt', `${path} is damaged: ${what}. Delete this file: its candles will be fetched again.`);
  if (bytes.length < HEAD_BYTES) throw corrupt(`it has ${bytes.length} bytes, and its head alone is ${HEAD_BYTES} long`);
  const sum = sumOf(bytes);
  if (bytes.readUInt32LE(SUM_AT) !== sum) throw corrupt('its content does not match its checksum');
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) throw corrupt('it holds no candles');
  const version = bytes.readUInt32LE(8);
  if (version !== VERSION) throw new StoreError('store/version', `${path} is of format ${version}; this program knows ${VERSION}. Use a newer one.`);
  const length = bytes.readUInt32LE(12);
  const found = { length, stepMs: bytes.readDoubleLE(16), sum };
  if (bytes.length !== HEAD_BYTES + length * ROW_BYTES || length !== expected.length || found.stepMs !== expected.stepMs || sum !== expected.sum) {
    throw corrupt(`it is not the file that the index of the series means (${JSON.stringify(found)}, ${bytes.length} bytes, not ${JSON.stringify(expected)})`);
  }
  toLittleEndian(bytes);
  return { length, ...columnsIn(bytes, length) };
}

function columnsIn(bytes: Buffer, length: number): Record<(typeof COLUMNS)[number], Float64Array> {
  const at = (column: number): Float64Array => new Float64Array(bytes.buffer, bytes.byteOffset + HEAD_BYTES + column * length * 8, length);
  return { openTimeMs: at(0), open: at(1), high: at(2), low: at(3), close: at(4), volume: at(5) };
}

function sumOf(bytes: Buffer): number {
  return crc32(bytes.subarray(HEAD_BYTES), crc32(bytes.subarray(0, SUM_AT)));
}

/** Float64Array has the order of bytes of the machine. */
function toLittleEndian(bytes: Buffer): void {
  if (endianness() === 'BE') bytes.subarray(HEAD_BYTES).swap64();
}
