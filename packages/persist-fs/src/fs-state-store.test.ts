import { runSuite, stateStoreCases } from '@tradewright/core/testing';
import { rmSync } from 'node:fs';
import { mkdtemp, readdir, readFile, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { MortalFileSystem } from '../test/mortal-file-system.ts';
import { FsStateStore } from './fs-state-store.ts';

/** Leaves half of the last line. */
async function tear(journal: string): Promise<void> {
  const last = (await readdir(journal)).filter((name) => name.endsWith('.journal')).sort().at(-1)!;
  const bytes = await readFile(join(journal, last));
  const begins = bytes.lastIndexOf('\n', -2) + 1;
  await truncate(join(journal, last), begins + Math.floor((bytes.length - begins) / 2));
}

describe.each([{ segmentBytes: 16_777_216 }, { segmentBytes: 1_000 }])('segments of $segmentBytes bytes', (options) => {
  runSuite(stateStoreCases, { describe, it }, {
    name: 'FsStateStore',
    lacks: {
      leases: 'one process at a time has the store open, so there is nobody to keep out',
      sharing: 'one process at a time has the store open',
    },
    async fresh() {
      const directory = await mkdtemp(join(tmpdir(), 'persist-fs-'));
      const processes = new Map<unknown, MortalFileSystem>();
      return {
        async open() {
          const process = new MortalFileSystem();
          const store = await FsStateStore.open({ ...options, directory, fileSystem: process.fs });
          processes.set(store, process);
          return store;
        },
        kill: async (store) => processes.get(store)?.kill(),
        tear: () => tear(join(directory, 'journal')),
        dispose: async () => rmSync(directory, { recursive: true, force: true }),
      };
    },
  });
});
