import { expect } from 'vitest';
import { FsStateStore, type FsStateStoreOptions, type Projection, type StoreWarning } from '../../src/index.ts';
import type { Choose } from './file-node.ts';
import { FaultDisk } from './fault-disk.ts';
import { FaultProcess } from './fault-process.ts';
import { codeOf, filesAfter, Ledger } from './ledger.ts';

/** Two levels of it are missing at first. */
export const DIRECTORY = '/srv/dump/data';

const projection: Projection = { folders: ['p'], project: (key, value) => [{ path: ['p', key], owner: 'x', value: { shown: value } }] };

/** So that two turns of segments come about within a dozen commits. */
export function options(process: FaultProcess, more: FsStateStoreOptions = {}): FsStateStoreOptions {
  return { directory: DIRECTORY, fileSystem: process.fs, segmentBytes: 1_800, projection, ...more };
}

/**
 * A user who opens a store, commits one by one and several at once, closes it, opens it again, and who begins anew when
 * the store fails, as long as the process lives.
 */
export async function live(process: FaultProcess, ledger: Ledger): Promise<void> {
  for (const [groups, most] of [[[1, 1, 4, 1, 2], 9], [[1, 3], 13]] as const) {
    const todo: number[] = [...groups];
    for (let opened = 0; ledger.sure < most && !process.isDead; opened++) {
      expect(opened, 'openings until the work was done').toBeLessThan(6);
      await session(process, ledger, todo, most);
    }
  }
}

async function session(process: FaultProcess, ledger: Ledger, todo: number[], most: number): Promise<void> {
  let store: FsStateStore;
  try {
    store = await FsStateStore.open(options(process));
  } catch (cause) {
    if (!process.isDead) expect(codeOf(cause), `refused: ${String(cause)}`).toMatch(/^store\/(?:io|full|lock|failed)$/);
    return;
  }
  try {
    await ledger.check(store);
    while (ledger.sure < most && (await ledger.commit(store, Math.min(todo.shift() ?? 1, most - ledger.sure))));
  } catch (cause) {
    // Reading failed: for the system's reasons, or for ours?
    if (!process.isDead && codeOf(cause) !== 'store/io') throw cause;
  } finally {
    await store.close().catch(() => {});
  }
}

/** What becomes of a disk: the process was killed only, or the power failed and nothing came through that was not synced, or all, or this and that. */
export function worlds(seeds: number, seed: number): readonly (readonly [name: string, happen: (disk: FaultDisk) => void])[] {
  const random = Array.from({ length: seeds }, (_, i) => [`some of it, at random ${seed + i},`, (disk: FaultDisk) => disk.losePower(randomly(seed + i))] as const);
  return [['the system', () => {}], ['nothing', (disk) => disk.losePower(() => 0)], ['everything', (disk) => disk.losePower((most) => most)], ...random];
}

/** The same choices for the same seed. */
export function randomly(seed: number): Choose {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  return (most) => {
    state = (Math.imul(state ^ (state >>> 15), 0x85ebca6b) + 0x6d2b79f5) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) % (most + 1);
  };
}

/** A new process finds all that was promised, can write on, and both that and what it showed stay over another power cut. */
export async function verify(disk: FaultDisk, ledger: Ledger): Promise<void> {
  const first = new FaultProcess(disk);
  const store = await FsStateStore.open(options(first));
  expect(store.warnings.filter((warning: StoreWarning) => warning.kind !== 'torn-tail')).toEqual([]);
  await ledger.check(store);
  expectFiles(disk, ledger.sure);
  // Half of the time only: what a process has shown must stay even if it writes nothing.
  if (ledger.sure % 2 === 0) expect(await ledger.commit(store, 1), 'a commit after the crash').toBe(true);
  first.die();
  disk.losePower(() => 0);
  const after = await FsStateStore.open(options(new FaultProcess(disk)));
  await ledger.check(after);
  await after.close();
  expectFiles(disk, ledger.sure);
}

function expectFiles(disk: FaultDisk, count: number): void {
  const wanted = filesAfter(count);
  const shown = disk.files(DIRECTORY).filter((path) => !path.includes('/journal/'));
  expect(shown.map((path) => path.slice(DIRECTORY.length + 1)), 'readable files').toEqual([...wanted.keys()].sort());
  for (const [path, value] of wanted) expect(JSON.parse(disk.file(`${DIRECTORY}/${path}`).seen.toString())).toMatchObject({ shown: value });
  expect(disk.files(`${DIRECTORY}/journal`).filter((path) => /tmp-|corrupt|orphan/.test(path)), 'left over').toEqual([]);
}
