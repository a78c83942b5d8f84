import { join } from 'node:path';
import { exitCodeOf, runChild } from '../fresh-machine/child.mjs';

const interrupted: ReadonlySet<number> = new Set([129, 130, 143]);

const environment: NodeJS.ProcessEnv = {
  ...process.env,
  NX_DAEMON: 'false',
  NX_TUI: 'false',
  NX_ISOLATE_PLUGINS: 'false',
  ...(process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: '0' }),
};

/** Runs a program of node_modules/.bin, or node itself, with its output shown; true when it exits with 0. */
export async function run(root: string, program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<boolean> {
  const path = program === 'node' ? process.execPath : join(root, 'node_modules/.bin', program);
  const exitCode = exitCodeOf(await runChild(path, args, { cwd: root, env: { ...environment, ...env } }));
  // Whoever stops one part means all of them.
  if (interrupted.has(exitCode)) process.exit(exitCode);
  return exitCode === 0;
}
