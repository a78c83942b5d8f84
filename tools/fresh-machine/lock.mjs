import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from './refusal.mjs';
import { say } from './say.mjs';

const pollMs = 200;
const patienceMs = 15 * 60_000;

/** A killed process stays listed until its parent takes notice, in a container without init for ever. @param {number} pid */
function isZombie(pid) {
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * The process that holds the lock; undefined when nobody does any more.
 *
 * @param {string} path
 */
function holderOf(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return Number.isInteger(pid) && pid > 0 && isAlive(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Linked, not created and then written: nobody may ever read a lock without its holder. @param {string} path */
function tryToTake(path) {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * Moved aside before it is judged, so that of two who find it stale only one removes it.
 *
 * @param {string} path
 */
function removeStale(path) {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
    if (holderOf(aside) !== undefined) linkSync(aside, path);
  } catch {
    // Somebody else removed it, or holds the lock by now: the next look tells.
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * Runs `work` while no other process of this clone runs work under the same name.
 *
 * @template T
 * @param {string} root
 * @param {string} name
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(root, name, work) {
  const folder = join(root, '.nx/locks');
  const path = join(folder, name);
  mkdirSync(folder, { recursive: true });
  const giveUpAt = Date.now() + patienceMs;
  let told = false;
  while (!tryToTake(path)) {
    const holder = holderOf(path);
    if (holder === undefined) {
      removeStale(path);
      continue;
    }
    if (Date.now() > giveUpAt) throw new Refusal(`Process ${holder} still holds ${path}; end it or remove that file.`);
    if (!told) say(`Waiting for process ${holder}, which is busy with "${name}" in this clone.`);
    told = true;
    await pause(pollMs);
  }
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}
