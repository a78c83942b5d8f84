import { fileURLToPath } from 'node:url';
import { CommandBench, type Ended, type Started, type StartOptions } from '@tradewright/cli-kit/testing';
import { afterAll } from 'vitest';

export type { Ended, Started };

const bench = new CommandBench(fileURLToPath(new URL('../src/main.ts', import.meta.url)), 'candles');
afterAll(() => bench[Symbol.dispose]());

/** A directory outside any package with these files in it; gone after the tests of the file. */
export function directoryWith(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  return bench.directoryWith(files);
}

/** Starts the command as a process of its own, from the sources. */
export function start(cwd: string, args: readonly string[], options: StartOptions = {}): Started {
  return bench.start(cwd, args, options);
}

/** Runs the command to its end. */
export function run(cwd: string, ...args: readonly string[]): Promise<Ended> {
  return bench.run(cwd, ...args);
}
