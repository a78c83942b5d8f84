import type { FileSystem, OpenFile } from './file-system.ts';

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

/** A file, or its first bytes only. */
export async function readFile(fs: FileSystem, path: string, toBytes?: number): Promise<Buffer> {
  const file = await fs.open(path, 'read');
  try {
    return await readAll(file, 0, toBytes ?? (await file.size()));
  } finally {
    await file.close();
  }
}
