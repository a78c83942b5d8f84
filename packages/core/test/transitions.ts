import { readFile, writeFile } from 'node:fs/promises';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { enumerate } from './transitions/enumerate.ts';
import { page } from './transitions/page.ts';

const FILE = new URL('../../../docs/transitions.md', import.meta.url);

/** The page as the machine would have it now. */
export function transitionsNow(): string {
  return page(enumerate());
}

/** The page as it is committed. */
export function transitionsCommitted(): Promise<string> {
  return readFile(FILE, 'utf8');
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  if (argv[2] === '--write') await writeFile(FILE, transitionsNow());
  else console.log(transitionsNow());
}
