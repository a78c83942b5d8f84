// Entry of `npm start`, `npm run live`, `npm run candles` and `npm test`. Runs on whatever Node (≥ 18) the machine has, before anything is installed.
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp } from './fresh-machine/build-app.mjs';
import { exitCodeOf, runChild } from './fresh-machine/child.mjs';
import { explain } from './fresh-machine/explain.mjs';
import { install } from './fresh-machine/install.mjs';
import { assertNodeCanBeHad, nodeToRun } from './fresh-machine/provided-node.mjs';
import { Refusal } from './fresh-machine/refusal.mjs';

/** The app that each command runs. */
const apps = { start: 'backtest', live: 'live', candles: 'candles' };

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {string} node */
function environmentFor(node) {
  const path = [dirname(node), join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
  return { ...process.env, PATH: path, NX_DAEMON: 'false', NX_TUI: 'false', NX_ISOLATE_PLUGINS: 'false' };
}

/**
 * @param {string | undefined} command
 * @param {string[]} argv
 */
async function main(command, argv) {
  if (command !== 'start' && command !== 'live' && command !== 'candles' && command !== 'test') throw new Refusal(`Unknown command "${command}": say start, live, candles or test.`);
  assertNodeCanBeHad(process);
  await install(root);
  const node = nodeToRun(root, process);
  const env = environmentFor(node);
  if (command === 'test') {
    return runChild(node, [join(root, 'tools/check/main.ts'), ...argv], { cwd: root, env });
  }
  const app = apps[command];
  await buildApp(app, root, node, env);
  const cwd = process.env['INIT_CWD'] ?? process.cwd();
  return runChild(node, [join(root, 'apps', app, 'dist/main.js'), ...argv], { cwd, env: process.env });
}

try {
  process.exitCode = exitCodeOf(await main(process.argv[2], process.argv.slice(3)));
} catch (error) {
  const sentence = error instanceof Refusal ? error.message : (explain(String(error)) ?? `This should not happen: ${String(error)}`);
  process.stderr.write(`${sentence}\n`);
  process.exitCode = error instanceof Refusal ? error.exitCode : 1;
}
