import { readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodeOf, runChild } from './child.mjs';
import { explain, explainInstall } from './explain.mjs';
import { isInstalled } from './installed.mjs';
import { withLock } from './lock.mjs';
import { Refusal } from './refusal.mjs';
import { say } from './say.mjs';

const settings = {
  npm_config_loglevel: 'error',
  npm_config_update_notifier: 'false',
  npm_config_fetch_retry_mintimeout: '1000',
  npm_config_fetch_retry_maxtimeout: '4000',
  pnpm_config_confirm_modules_purge: 'false',
};

/** With its own pauses pnpm tells a machine without network after a minute and a half what it knew after a second. */
const shortPauses = ['--config.fetch-retries=2', '--config.fetch-retry-mintimeout=250', '--config.fetch-retry-factor=3'];

/**
 * Undefined where it cannot be told.
 *
 * @param {string} path
 */
function freeBytesAt(path) {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
async function runPnpm(root, env) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const args = ['-y', packageManager, 'install', '--frozen-lockfile', ...shortPauses];
  try {
    return await runChild('npx', args, { cwd: root, env: { ...process.env, ...settings, ...env }, collect: true });
  } catch {
    throw new Refusal('npx is not in PATH; it comes with npm.');
  }
}

/** @param {import('./child.mjs').End} end */
function stopIfInterrupted(end) {
  if (end.signal !== null || end.code === 130) throw new Refusal('The install was interrupted.', exitCodeOf(end));
}

/**
 * Brings node_modules to what the lockfile says. Does nothing, quickly, when it already is.
 *
 * @param {string} root
 */
export async function install(root) {
  if (isInstalled(root)) return;
  await withLock(root, 'install', async () => {
    if (isInstalled(root)) return;
    say('Installing dependencies; the first time takes up to a minute.');
    const startedAt = performance.now();
    let end = await runPnpm(root, {});
    stopIfInterrupted(end);
    if (end.code !== 0 && explain(end.output) === undefined) {
      // npx does not recover from a download of pnpm that was killed half-way; a cache of our own does.
      end = await runPnpm(root, { npm_config_cache: join(root, '.nx/npm-cache') });
      stopIfInterrupted(end);
    }
    if (end.code !== 0) throw new Refusal(explainInstall(end.output, end.code, freeBytesAt(root)));
    say(`Installed in ${((performance.now() - startedAt) / 1000).toFixed(0)} s.`);
  });
}
