#!/usr/bin/env node
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command } from './command.ts';

const code = await command(process.argv.slice(2), {
  exampleFile: fileURLToPath(new URL('../examples/moving-average-crossover.ts', import.meta.url)),
  // Beside this file in the sources as well as in a build.
  cutWorker: new URL(`./cut-worker${extname(import.meta.url)}`, import.meta.url),
});
// A timer or a socket that the strategy has left behind must not keep us.
process.exit(code);
