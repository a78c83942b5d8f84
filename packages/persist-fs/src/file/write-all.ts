import type { FileSystem, OpenFile } from './file-system.ts';

/** Writes every byte, also where the system takes fewer at a time. */
export async function writeAll(file: OpenFile, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const count = await file.write(written === 0 ? bytes : bytes.subarray(written), position + written);
    if (count === 0) throw new Error(`the system wrote none of ${bytes.length - written} bytes`);
    written += count;
  }
}

/** Reads a range to its end, or to the end of the file. */
export async function readAll(file: OpenFile, fromBytes: number, toBytes: number): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.max(0, toBytes - fromBytes));
  let filled = 0;
  while (filled < bytes.length) {
    const count = await file.read(bytes.subarray(filled), fromBytes + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

/** The first bytes of a file. */
export async function readBeginning(fs: FileSystem, path: string, toBytes: number): Promise<Buffer> {
  const file = await fs.open(path, 'read');
  try {
    return await readAll(file, 0, toBytes);
  } finally {
    await file.close();
  }
}
