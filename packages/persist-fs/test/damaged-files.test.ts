import { describe, expect, it } from 'vitest';
import { crc32 } from 'node:zlib';
import { FsStateStore, type FsStateStoreOptions, type StoreWarning } from '../src/index.ts';
import { FaultDisk } from './fault/fault-disk.ts';
import { FaultProcess, faultAt, type FaultPlan } from './fault/fault-process.ts';
import type { FileNode } from './fault/file-node.ts';
import { codeOf, eventsOf, Ledger } from './fault/ledger.ts';
import { DIRECTORY, randomly } from './fault/life.ts';

const OLD = `${DIRECTORY}/journal/00000001.journal`;
const NEW = `${DIRECTORY}/journal/00000002.journal`;
const SNAPSHOT = `${DIRECTORY}/journal/00000002.snapshot`;

/** Every bit of these files is flipped, so they are not long. */
const SHORT = [1];

function open(disk: FaultDisk, onCorrupt: 'error' | 'last-good' = 'error', plan?: FaultPlan): Promise<FsStateStore> {
  disk.locks.clear();
  const process = new FaultProcess(disk, plan);
  return FsStateStore.open({ directory: DIRECTORY, fileSystem: process.fs, onCorrupt, projection: null, segmentBytes: 550 } satisfies FsStateStoreOptions);
}

/** A store that was closed: two commits in the old segment, three in the new one, the last two of them synced together. */
async function sample(): Promise<FaultDisk> {
  const [disk, ledger] = [new FaultDisk(), new Ledger(SHORT)];
  const store = await open(disk);
  for (const count of [1, 1]) await ledger.commit(store, count);
  await store.close();
  disk.locks.clear();
  const wide = await FsStateStore.open({ directory: DIRECTORY, fileSystem: new FaultProcess(disk).fs, projection: null });
  for (const count of [1, 2]) await ledger.commit(wide, count);
  await wide.close();
  disk.losePower(() => 0);
  return disk;
}

const whole = await sample();

/** Where each line ends. */
function ends(path: string): number[] {
  return [...whole.file(path).seen.entries()].flatMap(([at, byte]) => (byte === 10 ? [at + 1] : []));
}

function changed(path: string, change: (bytes: Buffer) => Buffer): FaultDisk {
  const disk = whole.copy();
  put(disk.file(path), change(Buffer.from(disk.file(path).seen)));
  return disk;
}

function put(file: FileNode, bytes: Buffer): void {
  file.truncate(0);
  file.write(0, bytes);
  file.sync();
}

function flip(bytes: Buffer, bit: number): Buffer {
  bytes[bit >> 3]! ^= 1 << (bit & 7);
  return bytes;
}

/** Exactly so many commits are there, with all their events. */
async function expectCommits(store: FsStateStore, count: number): Promise<void> {
  await Object.assign(new Ledger(SHORT), { sure: count }).check(store);
}

/** Commits that end before a place in the new segment. */
function commitsBefore(offset: number): number {
  return 2 + ends(NEW).slice(1).filter((end) => end <= offset).length;
}

/** The same length, or with the newline if that alone is missing there. */
function mended(length: number): number {
  return ends(NEW).includes(length + 1) ? length + 1 : length;
}

async function failureOf(opening: Promise<FsStateStore>): Promise<{ readonly code: string; readonly message: string }> {
  const error: unknown = await opening.then(() => new Error('it opened'), (cause: unknown) => cause);
  return { code: codeOf(error), message: String(error) };
}

/** No byte of a damaged file is ever thrown away. */
function expectKept(disk: FaultDisk, bytes: Buffer): void {
  expect(disk.files().some((path) => disk.file(path).seen.equals(bytes)), 'the damaged bytes are kept').toBe(true);
}

describe('a flipped bit, any one', () => {
  it('of the journal is told with file and place, before and after it was set aside, and the last good state is the one before it', async () => {
    const bits = whole.file(NEW).seen.length * 8;
    for (let bit = 0; bit < bits; bit++) {
      const disk = changed(NEW, (bytes) => flip(bytes, bit));
      const damaged = disk.file(NEW).seen;
      const first = await failureOf(open(disk));
      expect(first, `bit ${bit}`).toMatchObject({ code: 'store/corrupt' });
      const begins = ends(NEW).findLast((end) => end <= bit >> 3) ?? 0;
      expect(first.message).toContain(`00000002.journal at byte ${begins}`);
      // What follows knows the line that is broken, not the bit: one of each byte, every place in turn.
      if (bit % 9 !== 0) continue;
      expect((await failureOf(open(disk))).code, `bit ${bit}, again`).toBe('store/corrupt');
      const store = await open(disk, 'last-good');
      expect(store.warnings).toMatchObject([{ kind: 'corrupt' }]);
      await expectCommits(store, commitsBefore(bit >> 3));
      await store.close();
      expectKept(disk, damaged);
      if (bit % 5 !== 0) continue;
      await expectCommits(await open(disk), commitsBefore(bit >> 3));
    }
  });

  it('of the snapshot is told, and nothing is lost', async () => {
    const bits = whole.file(SNAPSHOT).seen.length * 8;
    for (let bit = 0; bit < bits; bit++) {
      const disk = changed(SNAPSHOT, (bytes) => flip(bytes, bit));
      const damaged = disk.file(SNAPSHOT).seen;
      const onCorrupt = bit % 2 === 0 ? 'error' : 'last-good';
      if (onCorrupt === 'error') expect(await failureOf(open(disk)), `bit ${bit}`).toMatchObject({ code: 'store/corrupt', message: expect.stringContaining('00000002.snapshot at byte') as string });
      const store = await open(disk, onCorrupt);
      await expectCommits(store, 5);
      expect(store.warnings.map(({ kind }) => kind)).toEqual(onCorrupt === 'error' ? [] : ['corrupt']);
      expectKept(disk, damaged);
    }
  });

  it('of an old segment does not touch the state, and no wrong event is told', async () => {
    const bits = whole.file(OLD).seen.length * 8;
    for (let bit = 0; bit < bits; bit++) {
      const store = await open(changed(OLD, (bytes) => flip(bytes, bit)));
      expect((await store.load(['run:counter'])).get('run:counter')).toEqual({ version: 5, value: 5 });
      const told: number[] = [];
      const error: unknown = await (async () => {
        for await (const { version } of store.events('run:counter', 0)) told.push(version);
      })().catch((cause: unknown) => cause);
      expect(codeOf(error), `bit ${bit}`).toBe('store/corrupt');
      expect(told, `bit ${bit}`).toEqual([1, 2].slice(0, told.length));
      const later = await eventsOf(store, 'run:counter', 2);
      expect(later.map(({ version }) => version)).toEqual([3, 4, 5]);
    }
  });
});

describe('a file that ends too early', () => {
  it('at any length of the journal: a broken line is dropped with a warning, the commits before it are there, and a missing line end is written', async () => {
    const [head = 0] = ends(NEW);
    for (let length = 0; length < whole.file(NEW).seen.length; length++) {
      const disk = changed(NEW, (bytes) => bytes.subarray(0, length));
      if (mended(length) < head) {
        expect((await failureOf(open(disk))).code, `${length} bytes`).toBe('store/corrupt');
        continue;
      }
      const store = await open(disk);
      await expectCommits(store, commitsBefore(mended(length)));
      expect(store.warnings.map(({ kind }) => kind), `${length} bytes`).toEqual(ends(NEW).includes(length) ? [] : ['torn-tail']);
      await store.close();
      disk.losePower(() => 0);
      expect(disk.file(NEW).seen.length).toBe(ends(NEW).findLast((end) => end <= mended(length)));
      expect((await open(disk)).warnings, `${length} bytes, again`).toEqual([]);
    }
  });

  it('before its last line end: the record stays, wherever a crash meets the recovery', async () => {
    for (let call = 1; ; call++) {
      const disk = changed(NEW, (bytes) => bytes.subarray(0, -1));
      const opened = await open(disk, 'error', faultAt(call, 'die-after')).then(() => true, () => false);
      disk.losePower(randomly(call));
      const store = await open(disk);
      await expectCommits(store, 5);
      await Object.assign(new Ledger(SHORT), { sure: 5 }).commit(store, 1);
      await store.close();
      await expectCommits(await open(disk), 6);
      if (opened) break;
    }
  });

  it('at any length of the snapshot or of an old segment: it is told', async () => {
    for (let length = 0; length < whole.file(SNAPSHOT).seen.length; length++) {
      const disk = changed(SNAPSHOT, (bytes) => bytes.subarray(0, length));
      expect((await failureOf(open(disk))).code, `snapshot of ${length} bytes`).toBe('store/corrupt');
      await expectCommits(await open(disk), 5);
    }
    for (let length = 0; length < whole.file(OLD).seen.length; length++) {
      const store = await open(changed(OLD, (bytes) => bytes.subarray(0, length)));
      const error: unknown = await eventsOf(store, 'run:counter').catch((cause: unknown) => cause);
      expect(codeOf(error), `segment of ${length} bytes`).toBe('store/corrupt');
    }
  });
});

describe('a journal that was changed by hand', () => {
  const lines = whole.file(NEW).seen.toString().split(/(?<=\n)/);
  it.each([
    ['a line is missing', lines.toSpliced(2, 1)],
    ['a line is there twice', lines.toSpliced(2, 0, lines[2]!)],
    ['two lines changed places', lines.with(2, lines[3]!).with(3, lines[2]!)],
    ['the head is missing', lines.slice(1)],
    ['an empty line was added', lines.toSpliced(2, 0, '\n')],
    ['an empty line stands at the end', [...lines, '\n']],
    ['the line end of the last record is missing and another follows', [lines.join('').slice(0, -1), ...lines.slice(-1)]],
    ['a sector in the middle reads as zeros', [lines[0]!, '\0'.repeat(1024), ...lines.slice(1)]],
    ['it is the head of another segment', [whole.file(OLD).seen.toString().split('\n')[0]!, '\n', ...lines.slice(1)]],
  ])('%s: it is refused', async (_what, text) => {
    expect((await failureOf(open(changed(NEW, () => Buffer.from(text.join('')))))).code).toBe('store/corrupt');
  });

  it('zeros at its end are what a crash leaves, and go', async () => {
    const store = await open(changed(NEW, (bytes) => Buffer.concat([bytes, Buffer.alloc(5_000)])));
    await expectCommits(store, 5);
    expect(store.warnings).toMatchObject([{ kind: 'torn-tail' }]);
  });
});

describe('a file of a newer version', () => {
  const newer = (line: string): string => {
    const json = line.slice(line.indexOf('{'), -1);
    const head = `2 ${Buffer.byteLength(json)} `;
    return `${head}${crc32(json, crc32(head)).toString(16).padStart(8, '0')} ${json}\n`;
  };
  it.each([
    ['the head of the journal', NEW, 0],
    ['a record in the middle', NEW, 3],
    ['the head of the snapshot', SNAPSHOT, 0],
    ['a last record without its line end', NEW, 3, -1],
  ])('is refused and left as it is: %s', async (_what, path, number, end?: number) => {
    const contents = (disk: FaultDisk): unknown => disk.files(`${DIRECTORY}/journal`).filter((file) => /(journal|snapshot)$/.test(file)).map((file) => [file, disk.file(file).seen.toString()]);
    for (const onCorrupt of ['error', 'last-good'] as const) {
      const disk = changed(path, (bytes) => {
        const lines = bytes.toString().split(/(?<=\n)/);
        return Buffer.from(lines.with(number, newer(lines[number]!)).join('').slice(0, end));
      });
      const before = contents(disk);
      const { code, message } = await failureOf(open(disk, onCorrupt));
      expect(code).toBe('store/version');
      expect(message).toContain(path);
      expect(contents(disk)).toEqual(before);
    }
  });
});

describe('a damaged journal that goes on with its last good state', () => {
  const missing = (path: string): FaultDisk => {
    const disk = whole.copy();
    disk.directory(`${DIRECTORY}/journal`).unlink(path.split('/').at(-1)!);
    disk.directory(`${DIRECTORY}/journal`).sync();
    return disk;
  };

  it('begins where the snapshot stands when the segment is gone', async () => {
    const disk = missing(NEW);
    expect(await failureOf(open(disk))).toMatchObject({ code: 'store/corrupt', message: expect.stringContaining('is missing') as string });
    await expectCommits(await open(disk, 'last-good'), 2);
    await expectCommits(await open(disk), 2);
  });

  it('does not open when neither a snapshot nor the first segment is there', async () => {
    const disk = missing(OLD);
    disk.directory(`${DIRECTORY}/journal`).unlink('00000002.snapshot');
    for (const onCorrupt of ['error', 'last-good'] as const) expect((await failureOf(open(disk, onCorrupt))).code).toBe('store/corrupt');
  });

  it('keeps segments behind the damage as orphans', async () => {
    const disk = changed(OLD, (bytes) => flip(bytes, (ends(OLD)[1]! + 40) * 8));
    disk.directory(`${DIRECTORY}/journal`).unlink('00000002.snapshot');
    expect((await failureOf(open(disk))).code).toBe('store/corrupt');
    const warnings: StoreWarning[] = [];
    disk.locks.clear();
    const store = await FsStateStore.open({ directory: DIRECTORY, fileSystem: new FaultProcess(disk).fs, onCorrupt: 'last-good', projection: null, onWarning: (warning) => warnings.push(warning) });
    await expectCommits(store, 1);
    expect(warnings).toMatchObject([{ kind: 'corrupt', message: expect.stringContaining('00000001.journal.corrupt-1') as string }]);
    expect(disk.files(`${DIRECTORY}/journal`).filter((path) => path.includes('orphan'))).toEqual([expect.stringMatching(/00000002\.journal\.orphan-\d+$/)]);
    const ledger = Object.assign(new Ledger(SHORT), { sure: 1 });
    await ledger.commit(store, 1);
    await store.close();
    await expectCommits(await open(disk), 2);
  });

  it('never opens with another state, wherever a crash meets the decision', async () => {
    for (let call = 1; ; call++) {
      const disk = changed(OLD, (bytes) => flip(bytes, (ends(OLD)[1]! + 40) * 8));
      disk.directory(`${DIRECTORY}/journal`).unlink('00000002.snapshot');
      disk.losePower((most) => most);
      const opened = await open(disk, 'last-good', faultAt(call, 'die-after')).then(() => true, () => false);
      disk.losePower(randomly(call));
      const strict = await open(disk).catch((cause: unknown) => cause);
      if (strict instanceof FsStateStore) await expectCommits(strict, 1);
      else expect(codeOf(strict), `dead at call ${call}`).toBe('store/corrupt');
      await expectCommits(await open(disk, 'last-good'), 1);
      if (opened) break;
    }
  });
});
