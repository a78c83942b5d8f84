import { fileURLToPath } from 'node:url';
import { CommandBench, type Ended, type Started, type StartOptions } from '@tradewright/cli-kit/testing';
import { afterAll } from 'vitest';

export type { Ended, Started };

const bench = new CommandBench(fileURLToPath(new URL('../src/main.ts', import.meta.url)), 'live');
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

/** What one line of `--json` says, as far as tests look at it. */
export interface JsonLine {
  readonly kind: string;
  readonly at: string | null;
  readonly mode: string;
  readonly schemaVersion: number;
  readonly action?: string;
  readonly symbol?: string;
  readonly signal?: { readonly id: string } | null;
  readonly [field: string]: unknown;
}

/** The lines of `--json`; one that a kill cut short is left out. */
export function linesOf(stdout: string): JsonLine[] {
  const whole = stdout.slice(0, stdout.lastIndexOf('\n') + 1);
  return whole.split('\n').filter((text) => text !== '').map((text) => JSON.parse(text) as JsonLine);
}

/** What happened to which signal, in order. */
export function transitionsOf(stdout: string): string[] {
  return linesOf(stdout).filter(({ kind }) => kind === 'signal').map(({ action, symbol, signal }) => `${action} ${symbol} ${signal?.id}`);
}
