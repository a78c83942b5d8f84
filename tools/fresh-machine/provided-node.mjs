import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from './refusal.mjs';

/** The interpreter that the npm-packaged Node is linked against; Alpine and NixOS do not have it at this place. */
const loaders = { x64: '/lib64/ld-linux-x86-64.so.2', arm64: '/lib/ld-linux-aarch64.so.1' };

/**
 * @typedef {{ platform: string, arch: string, version: string, execPath: string }} Host
 * @param {Pick<Host, 'platform' | 'arch'>} host
 * @param {(path: string) => boolean} exists
 */
export function canBeProvided({ platform, arch }, exists = existsSync) {
  const loader = arch === 'x64' || arch === 'arm64' ? loaders[arch] : undefined;
  return platform === 'linux' && loader !== undefined && exists(loader);
}

/** Node runs TypeScript sources without a flag from 22.18 on. @param {string} version */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

/** @param {Host} host */
function refuse(host) {
  return new Refusal(
    `npm has no Node for this system (${host.platform} ${host.arch}), and the one it has is ${host.version}: Tradewright asks for Node ≥ 22.18.`,
  );
}

/**
 * Fails before anything is downloaded when no usable Node can come out of it.
 *
 * @param {Host} host
 * @param {(path: string) => boolean} exists
 */
export function assertNodeCanBeHad(host, exists = existsSync) {
  if (!canBeProvided(host, exists) && !isNewEnough(host.version)) throw refuse(host);
}

/**
 * The Node to run the tools and the app with: the one from npm where it exists, else the system's.
 *
 * @param {string} root
 * @param {Host} host
 * @param {(path: string) => boolean} exists
 */
export function nodeToRun(root, host, exists = existsSync) {
  const provided = join(root, 'node_modules', `node-linux-${host.arch}`, 'bin/node');
  if (canBeProvided(host, exists) && exists(provided)) return provided;
  if (isNewEnough(host.version)) return host.execPath;
  throw refuse(host);
}
