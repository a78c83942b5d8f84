#!/usr/bin/env node
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command } from './command.ts';

const ended = command(process.argv.slice(2), {
  exampleFile: fileURLToPath(new URL('../examples/moving-average-crossover.ts', import.meta.url)),
  // Beside this file in the sources as well as in a build.
  cutWorker: new URL(`./cut-worker${extname(import.meta.url)}`, import.meta.url),
});
// Not awaited here, where Node would warn in words of its own if it never came. A timer or a socket that the strategy
// has left behind must not keep us.
void ended.then((code) => process.exit(code));
