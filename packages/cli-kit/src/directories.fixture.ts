import { afterAll } from 'vitest';
import { CommandBench } from './testing/index.ts';

const bench = new CommandBench('', 'cli-kit');
afterAll(() => bench[Symbol.dispose]());

/** A directory with these files in it; gone after the tests of the file. */
export function directoryWith(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  return bench.directoryWith(files);
}
