import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param {string} path */
function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Folders of the workspace that have dependencies of their own, by the lockfile.
 *
 * @param {string} lockfile
 */
export function foldersWithDependencies(lockfile) {
  const importers = /^importers:\n([\s\S]*?)^\S/m.exec(lockfile)?.[1] ?? '';
  return [...importers.matchAll(/^ {2}'?([^\s'][^\n']*)'?:$/gm)].map((match) => match[1] ?? '.');
}

/**
 * Whether node_modules holds what the lockfile asks for. pnpm writes its copy of the lockfile last.
 *
 * @param {string} root
 */
export function isInstalled(root) {
  const wanted = textOf(join(root, 'pnpm-lock.yaml'));
  if (wanted === undefined || wanted !== textOf(join(root, 'node_modules/.pnpm/lock.yaml'))) return false;
  return foldersWithDependencies(wanted).every((folder) => existsSync(join(root, folder, 'node_modules')));
}
