import type { OpenFile } from './file-system.ts';

/** Writes every byte, also where the system takes fewer at a time. */
export async function writeAll(file: OpenFile, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const count = await file.write(written === 0 ? bytes : bytes.subarray(written), position + written);
    if (count === 0) throw new Error(`the system wrote none of ${bytes.length - written} bytes`);
    written += count;
  }
}
