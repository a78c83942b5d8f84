import { fileURLToPath } from 'node:url';
import { CommandBench, type Ended, type Started } from '@tradewright/cli-kit/testing';
import { afterAll } from 'vitest';

export type { Ended, Started };

const bench = new CommandBench(fileURLToPath(new URL('../src/main.ts', import.meta.url)), 'backtest');
afterAll(() => bench[Symbol.dispose]());

/** A directory outside any package with these files in it; gone after the tests of the file. */
export function directoryWith(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  return bench.directoryWith(files);
}

/** Starts the command as a process of its own, from the sources; standard output may go to a file. */
export function start(cwd: string, args: readonly string[], stdout: 'pipe' | number = 'pipe'): Started {
  return bench.start(cwd, args, { stdout });
}

/** Runs the command to its end. */
export function run(cwd: string, ...args: readonly string[]): Promise<Ended> {
  return bench.run(cwd, ...args);
}

/** The same where no file can become larger than so many KiB, as on a disk that is full. */
export function limited(cwd: string, args: readonly string[], mostFileKib: number): Promise<Ended> {
  return bench.start(cwd, args, { mostFileKib }).ended;
}
