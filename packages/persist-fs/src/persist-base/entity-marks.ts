import { join } from 'node:path';
import { unlessMissing } from '../file/errno.ts';
import type { FileSystem } from '../file/file-system.ts';
import { writeAtomically } from '../file/write-atomically.ts';
import { digestOf } from './entity-name.ts';
import { readJson } from './json-file.ts';
import { temporaryBeside } from './temporary.ts';

const MARK = /^\.id-[0-9a-f]{32}$/;

/** The ids that cannot be told from the names of their files are remembered in a small file each, written before the entity. */
export async function setMark(fs: FileSystem, directory: string, id: string): Promise<void> {
  if ((await readMark(fs, directory, markOf(id))) === id) return;
  const path = join(directory, markOf(id));
  await writeAtomically(fs, path, [Buffer.from(JSON.stringify(id))], { temporary: temporaryBeside(path) });
}

export async function removeMark(fs: FileSystem, directory: string, id: string): Promise<void> {
  await unlessMissing(fs.remove(join(directory, markOf(id))));
}

/** @returns the id; `undefined` for a file that is no mark */
export async function readMark(fs: FileSystem, directory: string, name: string): Promise<string | undefined> {
  if (!MARK.test(name)) return undefined;
  const content = await readJson(fs, join(directory, name));
  return content !== undefined && 'value' in content && typeof content.value === 'string' ? content.value : undefined;
}

function markOf(id: string): string {
  return `.id-${digestOf(id)}`;
}
