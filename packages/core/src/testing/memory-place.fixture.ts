import type { Change, StateStore } from '../ports/state-store.ts';
import { FakeClock } from './fake-clock.ts';
import { MemoryDisk, MemoryStore } from './memory-store.ts';
import type { StateStoreSubject } from './suites/state-store.ts';

/** How a disk is opened, and what is left of the last commit when it is torn; each is replaced by a broken one to see that it is caught. */
export interface MemoryPlaceOptions {
  readonly open?: ((disk: MemoryDisk) => StateStore) | undefined;
  readonly tear?: ((disk: MemoryDisk, before: MemoryDisk) => void) | undefined;
  /** Two stores on one disk stand for two processes. */
  readonly shared?: boolean;
}

/** A place in memory for the suite of stores: stores that come one after the other find the same disk. */
export function memoryPlace({ open = (disk) => new MemoryStore(disk), tear = restore, shared = false }: MemoryPlaceOptions = {}): StateStoreSubject {
  const clock = new FakeClock(Date.UTC(2024, 0, 1));
  const disk = new MemoryDisk(() => clock.nowMs());
  let before = copyOf(disk);
  return {
    async open() {
      const store = open(disk);
      const commit = store.commit.bind(store);
      store.commit = async (change: Change) => {
        const was = copyOf(disk);
        await commit(change);
        before = was;
      };
      return shared ? Object.assign(store, { can: { shareAcrossProcesses: true } }) : store;
    },
    kill: async () => {},
    tear: async () => tear(disk, before),
    pass: (durationMs) => clock.pass(durationMs),
  };
}

function copyOf(disk: MemoryDisk): MemoryDisk {
  const copy = new MemoryDisk();
  restore(copy, disk);
  return copy;
}

function restore(disk: MemoryDisk, before: MemoryDisk): void {
  restoreValues(disk, before);
  disk.events.splice(0, Infinity, ...before.events);
}

export function restoreValues(disk: MemoryDisk, before: MemoryDisk): void {
  disk.values.clear();
  for (const [key, value] of before.values) disk.values.set(key, value);
}
