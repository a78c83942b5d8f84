import { open } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';
import { SourceError } from '@tradewright/core';
import { LF } from '../csv/bytes.ts';
import { fileFailure, isDirectory } from './failure.ts';

/** Enough for several hundred rows, packed or not. */
const PLAIN_BYTES = 65_536;
const GZIP_BYTES = 16_384;

/** The first rows of a file as text, whole lines only. */
export interface Head {
  readonly path: string;
  /** The path as shown in messages. */
  readonly label: string;
  readonly gzip: boolean;
  readonly sizeBytes: number;
  readonly text: Buffer;
}

/**
 * Reads the beginning of a file.
 *
 * @throws {SourceError} `files/empty`, `files/format`, `files/truncated`, `files/corrupt`, `files/unreadable`
 */
export async function readHead(path: string, label: string = path): Promise<Head> {
  try {
    const { bytes, sizeBytes } = await firstBytes(path, label);
    if (bytes.length === 0) throw new SourceError('files/empty', `${label}: the file is empty.`);
    const gzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    if (!gzip) refuseForeign(label, bytes);
    const text = gzip ? unpacked(bytes, sizeBytes) : bytes.subarray(0, PLAIN_BYTES);
    if (text.length === 0) throw new SourceError('files/empty', `${label}: the file is empty once unpacked.`);
    if (gzip) refuseForeign(label, text);
    const whole = sizeBytes <= (gzip ? GZIP_BYTES : PLAIN_BYTES) || text.lastIndexOf(LF) < 0;
    return { path, label, gzip, text: whole ? text : text.subarray(0, text.lastIndexOf(LF) + 1), sizeBytes };
  } catch (error) {
    throw fileFailure(label, error);
  }
}

async function firstBytes(path: string, label: string): Promise<{ bytes: Buffer; sizeBytes: number }> {
  const handle = await open(path);
  try {
    const stat = await handle.stat();
    if (stat.isDirectory()) throw isDirectory(label);
    if (!stat.isFile()) throw new SourceError('files/format', `${label}: is no regular file. Write the candles to a file first.`);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(stat.size, PLAIN_BYTES)), 0);
    return { bytes: buffer.subarray(0, bytesRead), sizeBytes: stat.size };
  } finally {
    await handle.close();
  }
}

/** The text in the first packed bytes; a file that is all there must also end as gzip ends. */
function unpacked(bytes: Buffer, sizeBytes: number): Buffer {
  const text = gunzipSync(bytes.subarray(0, GZIP_BYTES), { finishFlush: constants.Z_SYNC_FLUSH });
  return text.length > 0 || sizeBytes > bytes.length ? text : gunzipSync(bytes);
}

/** First bytes of what is often taken for a CSV file. */
const FOREIGN: readonly (readonly [start: string, what: string])[] = [
  ['PK\x03\x04', 'is a zip archive: unzip it first'],
  ['\x28\xb5\x2f\xfd', 'is packed with zstd: unpack it, or pack it with gzip'],
  ['BZh', 'is packed with bzip2: unpack it, or pack it with gzip'],
  ['\xfd7zXZ', 'is packed with xz: unpack it, or pack it with gzip'],
  ['PAR1', 'is a Parquet file: write it as CSV'],
  ['\xff\xfe', 'is UTF-16 text: save it as UTF-8'],
  ['\xfe\xff', 'is UTF-16 text: save it as UTF-8'],
];

function refuseForeign(label: string, bytes: Buffer): void {
  const text = bytes.toString('latin1', 0, 1024);
  const what = FOREIGN.find(([start]) => text.startsWith(start))?.[1] ?? (text.includes('\0') ? 'is no text' : undefined);
  if (what !== undefined) throw new SourceError('files/format', `${label}: ${what}.`);
}
