import { unlessMissing } from '../file/errno.ts';
import type { FileSystem } from '../file/file-system.ts';
import { readAll } from '../file/write-all.ts';

/** What a file holds. */
export type JsonFile = { readonly value: unknown } | { readonly fault: Error };

/** @returns its value, or why it is no JSON; `undefined` where there is no file */
export async function readJson(fs: FileSystem, path: string): Promise<JsonFile | undefined> {
  const file = await unlessMissing(fs.open(path, 'read'));
  if (file === undefined) return undefined;
  try {
    return parsed(await readAll(file, 0, await file.size()));
  } finally {
    await file.close();
  }
}

function parsed(bytes: Uint8Array): JsonFile {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown };
  } catch (fault) {
    return { fault: fault as Error };
  }
}
