import { unlessMissing } from '../file/errno.ts';
import type { FileSystem } from '../file/file-system.ts';
import { readFile } from '../file/read-all.ts';

/** What a file holds. */
export type JsonFile = { readonly value: unknown } | { readonly fault: Error };

/** @returns its value, or why it is no JSON; `undefined` where there is no file */
export async function readJson(fs: FileSystem, path: string): Promise<JsonFile | undefined> {
  const bytes = await unlessMissing(readFile(fs, path));
  return bytes === undefined ? undefined : parsed(bytes);
}

function parsed(bytes: Uint8Array): JsonFile {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown };
  } catch (fault) {
    return { fault: fault as Error };
  }
}
