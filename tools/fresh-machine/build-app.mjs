import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodeOf, runChild } from './child.mjs';
import { withLock } from './lock.mjs';
import { Refusal } from './refusal.mjs';
import { say } from './say.mjs';

const allFromCache = /existing outputs match the cache|read the output from the cache instead of running the command for (\d+) out of \1 tasks/i;

/** @param {string} root */
function nxOf(root) {
  const folder = join(root, 'node_modules/nx');
  return join(folder, JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).bin.nx);
}

/**
 * Builds an app and what it stands on. What the build prints is shown only when something was built or went wrong.
 *
 * @param {string} app - its folder's name
 * @param {string} root
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 */
export async function buildApp(app, root, node, env) {
  if (!existsSync(join(root, 'apps', app, 'dist/main.js'))) say('Building the app.');
  const args = [nxOf(root), 'run', `@tradewright/app-${app}:build`, '--outputStyle=static'];
  const end = await withLock(root, 'build', () => runChild(node, args, { cwd: root, env, collect: true }));
  if (end.signal !== null || end.code === 130) throw new Refusal('The build was interrupted.', exitCodeOf(end));
  if (end.code !== 0) {
    process.stderr.write(end.output);
    throw new Refusal('The app does not build; the messages above say why.');
  }
  if (!allFromCache.test(end.output)) say(end.output.trim());
}
