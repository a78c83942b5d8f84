import { describe, expect, it } from 'vitest';
import { FaultDisk } from '../../test/fault/fault-disk.ts';
import { FaultProcess } from '../../test/fault/fault-process.ts';
import { FsStateStore, type FileSystem, type FsStateStoreOptions, type StoreWarning } from '../index.ts';

const JOURNAL = '/data/journal';

async function opened(options: FsStateStoreOptions = {}): Promise<{ disk: FaultDisk; process: FaultProcess; store: FsStateStore; warnings: StoreWarning[] }> {
  const disk = new FaultDisk();
  const process = new FaultProcess(disk);
  const warnings: StoreWarning[] = [];
  const store = await FsStateStore.open({ directory: '/data', fileSystem: process.fs, projection: null, onWarning: (warning) => warnings.push(warning), ...options });
  return { disk, process, store, warnings };
}

function put(store: FsStateStore, key: string, expected: number, value: unknown = 1): Promise<void> {
  return store.commit({ writes: [{ key, expected, value }], events: [{ key, version: expected + 1, event: { kind: 'idle', atMs: expected + 1, knownAtMs: 1, price: 1 } }] });
}

async function versions(store: FsStateStore, key: string, after: number): Promise<number[]> {
  const found: number[] = [];
  for await (const { version } of store.events(key, after)) found.push(version);
  return found;
}

describe('commits', () => {
  it('made at once share a write and a sync, each in a line of its own, in order', async () => {
    const { disk, process, store } = await opened();
    const { calls } = process;
    const order: number[] = [];
    await Promise.all(Array.from({ length: 100 }, (_, n) => put(store, `run:${n}`, 0).then(() => order.push(n))));
    expect(process.trace.slice(calls)).toEqual([`write ${JOURNAL}/00000001.journal`, `sync ${JOURNAL}/00000001.journal`]);
    expect(order).toEqual(Array.from({ length: 100 }, (_, n) => n));
    const lines = disk.file(`${JOURNAL}/00000001.journal`).seen.toString().split('\n');
    expect(lines).toHaveLength(102);
    expect(lines[100]).toMatch(/^1 \d+ [0-9a-f]{8} \{"seq":100,"after":\d+,"writes":\[\{"key":"run:99","version":1,"value":1\}\],"events":\[/);
  });

  it('that come while one is on its way wait for the next sync', async () => {
    const { process, store } = await opened();
    const { calls } = process;
    const first = put(store, 'run:a', 0);
    await Promise.resolve();
    await Promise.resolve();
    await Promise.all([first, put(store, 'run:a', 1), put(store, 'run:b', 0)]);
    expect(process.trace.slice(calls).filter((call) => call.startsWith('sync'))).toHaveLength(2);
  });

  it('that are larger than eight megabytes together take turns', async () => {
    const { process, store } = await opened();
    const { calls } = process;
    await Promise.all(Array.from({ length: 6 }, (_, n) => put(store, `run:${n}`, 0, 'x'.repeat(3_000_000))));
    expect(process.trace.slice(calls).filter((call) => call.startsWith('sync'))).toHaveLength(2);
  });

  it('need no call at all when they are stale or empty', async () => {
    const { process, store } = await opened();
    const { calls } = process;
    await store.commit({ writes: [], events: [] });
    await expect(put(store, 'run:a', 7)).rejects.toMatchObject({ code: 'store/conflict', key: 'run:a', expected: 7, actual: 0 });
    expect(process.calls).toBe(calls);
  });

  it('show in nothing before they are durable', async () => {
    const { process, store: first } = await opened();
    await put(first, 'run:a', 0);
    await first.close();
    let letGo = (): void => {};
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const { fs } = process;
    let isSyncing = false;
    const slow: FileSystem = {
      ...fs,
      async open(path, how) {
        const file = await fs.open(path, how);
        return { ...file, sync: () => (isSyncing ? gate.then(() => file.sync()) : file.sync()) };
      },
    };
    const store = await FsStateStore.open({ directory: '/data', fileSystem: slow, projection: null });
    isSyncing = true;
    const committing = put(store, 'run:a', 1);
    // Comes back when what is on its way has come as far as it can.
    expect((await store.load(['run:a'])).get('run:a')?.version).toBe(1);
    expect(process.trace.at(-1)).toMatch(/^write /);
    expect(await versions(store, 'run:a', 0)).toEqual([1]);
    letGo();
    await committing;
    expect(await versions(store, 'run:a', 0)).toEqual([1, 2]);
  });

  it('under a fence are refused: there is nobody who could give one out', async () => {
    const { store } = await opened();
    await expect(store.commit({ writes: [], events: [], fence: { lease: 'a', token: 1 } })).rejects.toMatchObject({ code: 'store/fenced' });
  });
});

describe('a segment that is long enough', () => {
  it('is followed by a new one and a snapshot; the newest two snapshots and all segments stay', async () => {
    const { disk, store } = await opened({ segmentBytes: 400 });
    for (let n = 0; n < 20; n++) await put(store, 'run:a', n, 'x'.repeat(100));
    await store.close();
    const names = disk.files(JOURNAL).map((path) => path.slice(JOURNAL.length + 1));
    const journals = names.filter((name) => name.endsWith('.journal'));
    expect(journals.length).toBeGreaterThan(5);
    expect(journals).toEqual(journals.map((_, n) => `${String(n + 1).padStart(8, '0')}.journal`));
    const last = String(journals.length).padStart(8, '0');
    const before = String(journals.length - 1).padStart(8, '0');
    expect(names.filter((name) => name.endsWith('.snapshot'))).toEqual([`${before}.snapshot`, `${last}.snapshot`]);
  });

  it('is as long as the snapshot at least, so that a large state is not written again and again', async () => {
    const { disk, store } = await opened({ segmentBytes: 400 });
    await put(store, 'run:large', 0, 'x'.repeat(50_000));
    for (let n = 0; n < 100; n++) await put(store, 'run:a', n);
    expect(disk.files(JOURNAL).filter((path) => path.endsWith('.journal'))).toHaveLength(2);
  });

  it('goes on without a snapshot while there is no room for one, and says so', async () => {
    const { process, store, warnings, disk } = await opened({ segmentBytes: 400 });
    process.next(undefined, undefined, 'ENOSPC');
    for (let n = 0; n < 3; n++) await put(store, 'run:a', n, 'x'.repeat(200));
    await store.close();
    expect(warnings).toMatchObject([{ kind: 'snapshot' }]);
    expect(disk.files(JOURNAL).filter((path) => path.endsWith('.snapshot'))).toHaveLength(1);
  });

  it('is not read for events that are younger than it', async () => {
    const { process, store } = await opened({ segmentBytes: 400 });
    for (let n = 0; n < 20; n++) await put(store, 'run:a', n, 'x'.repeat(100));
    // Two such commits fill a segment, so this one is the first in a new one.
    await put(store, 'run:a', 20);
    let { calls } = process;
    expect(await versions(store, 'run:a', 20)).toEqual([21]);
    expect(process.trace.slice(calls).filter((call) => call.startsWith('open'))).toHaveLength(1);
    ({ calls } = process);
    expect(await versions(store, 'run:a', 21)).toEqual([]);
    expect(process.calls).toBe(calls);
    expect(await versions(store, 'run:a', 3)).toEqual(Array.from({ length: 18 }, (_, n) => n + 4));
  });

  it('that old ones were moved away from still tells what is there', async () => {
    const { disk, store } = await opened({ segmentBytes: 400 });
    for (let n = 0; n < 20; n++) await put(store, 'run:a', n, 'x'.repeat(100));
    disk.directory(JOURNAL).unlink('00000001.journal');
    const told = await versions(store, 'run:a', 0);
    expect(told.at(-1)).toBe(20);
    disk.directory(JOURNAL).unlink('00000003.journal');
    await expect(versions(store, 'run:a', 0)).rejects.toMatchObject({ code: 'store/corrupt', message: expect.stringContaining('00000003.journal') as string });
  });
});
