import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** How much is unpacked at a time. Small portions cost a thread switch each. */
const CHUNK_BYTES = 262_144;
const SMALLEST_CHUNK_BYTES = 16_384;

/** The text of a file from the beginning, or from a byte on where the file is not packed. */
export interface TextReader {
  /** Fills `into` from `at` on with up to `count` bytes. Fewer than asked for means that the text has ended. */
  read(into: Buffer, at: number, count: number): Promise<number>;
  close(): Promise<void>;
}

export async function openText(file: { readonly path: string; readonly gzip: boolean; readonly sizeBytes: number }, fromByte = 0): Promise<TextReader> {
  return file.gzip ? packedText(file.path, file.sizeBytes) : plainText(file.path, fromByte);
}

async function plainText(path: string, fromByte: number): Promise<TextReader> {
  const handle = await open(path);
  let position = fromByte;
  return {
    async read(into, at, count) {
      let filled = 0;
      while (filled < count) {
        const { bytesRead } = await handle.read(into, at + filled, count - filled, position);
        if (bytesRead === 0) break;
        filled += bytesRead;
        position += bytesRead;
      }
      return filled;
    },
    close: () => handle.close(),
  };
}

function packedText(path: string, sizeBytes: number): TextReader {
  const packed = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const chunkSize = Math.min(CHUNK_BYTES, Math.max(SMALLEST_CHUNK_BYTES, sizeBytes * 4));
  // Whatever goes wrong on either side reaches the iteration below.
  const text = pipeline(packed, createGunzip({ chunkSize }), () => undefined);
  const chunks = text[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest = Buffer.alloc(0);
  return {
    async read(into, at, count) {
      let filled = 0;
      while (filled < count) {
        if (rest.length === 0) {
          const next = await chunks.next();
          if (next.done === true) break;
          rest = next.value as Buffer<ArrayBuffer>;
        }
        const copied = rest.copy(into, at + filled, 0, Math.min(rest.length, count - filled));
        rest = rest.subarray(copied);
        filled += copied;
      }
      return filled;
    },
    async close() {
      text.destroy();
      packed.destroy();
      if (!packed.closed) await once(packed, 'close');
    },
  };
}
