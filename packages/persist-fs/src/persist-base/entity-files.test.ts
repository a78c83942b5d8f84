import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeFileSystem, type FileSystem } from '../index.ts';
import { EntityFiles, type EntityOwner } from './entity-files.ts';
import { FailingCalls, type Fault } from './failing-calls.fixture.ts';
import { nameOf } from './entity-name.ts';

let root = '';
let places = 0;
beforeAll(() => void (root = mkdtempSync(join(tmpdir(), 'entity-files-'))));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A directory with an entity `a`, another one, and one that is damaged. */
function place(): EntityOwner & { pathOf(name: string): string } {
  const directory = join(root, String(places++));
  mkdirSync(directory);
  writeFileSync(join(directory, 'a.json'), '"old"');
  writeFileSync(join(directory, 'other.json'), '"other"');
  writeFileSync(join(directory, 'broken.json'), '{');
  const pathOf = (name: string): string => join(directory, name);
  return { entityName: 'signal', _directory: directory, _getFilePath: (id) => pathOf(`${nameOf(id)}.json`), _onWarning() {}, pathOf };
}

const LONG = 'k'.repeat(300);

interface Operation {
  readonly id: string;
  prepare?(files: EntityFiles): Promise<unknown>;
  run(files: EntityFiles): Promise<unknown>;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  'replaces an entity': { id: 'a', run: (files) => files.write('a', '"new"'), before: 'old', after: 'new' },
  'writes a new entity': { id: 'b', run: (files) => files.write('b', '"new"'), before: undefined, after: 'new' },
  'writes an entity whose name cannot be read back': { id: LONG, run: (files) => files.write(LONG, '"new"'), before: undefined, after: 'new' },
  'removes an entity': { id: 'a', run: (files) => files.remove('a'), before: 'old', after: undefined },
  'removes an entity whose name cannot be read back': { id: LONG, prepare: (files) => files.write(LONG, '"old"'), run: (files) => files.remove(LONG), before: 'old', after: undefined },
  starts: { id: 'a', run: (files) => files.ready(), before: 'old', after: 'old' },
};

async function valueOf(files: EntityFiles, id: string): Promise<string | undefined> {
  return (await files.has(id)) ? String(await files.read(id)) : undefined;
}

/** Runs it with one fault, and looks what another process finds. @returns how many calls it made */
async function withFault({ id, prepare, run, before, after }: Operation, failAt: number, fault: Fault): Promise<number> {
  const owner = place();
  await prepare?.(new EntityFiles(owner, nodeFileSystem));
  const calls = new FailingCalls(failAt, fault);
  const error = await run(new EntityFiles(owner, calls.fs)).then(() => null, (cause: { code: string }) => cause);
  const what = `${error === null ? 'done' : error.code} although it ${fault} at call ${failAt} (${calls.log[failAt]})`;
  // A refusal is one: only `uncertain` may have written nevertheless.
  const refused = fault === 'fails' && error !== null && error.code !== 'store/uncertain';
  const allowed = error === null ? [after] : refused ? [before] : [before, after];
  const later = new EntityFiles(owner, nodeFileSystem);
  const seen = await valueOf(later, id);
  expect({ what, seen, isAllowed: allowed.includes(seen) }).toEqual({ what, seen, isAllowed: true });
  await later.ready();
  const kept = readdirSync(owner._directory).filter((name) => name.startsWith('broken.json')).map((name) => readFileSync(owner.pathOf(name), 'utf8'));
  expect({ what, ids: await later.ids(), other: await later.read('other'), kept: kept.filter((content) => content !== '') }).toEqual({
    what,
    ids: [...new Set(['a', id, 'other'])].filter((one) => one !== id || seen !== undefined).sort(),
    other: 'other',
    kept: ['{'],
  });
  return calls.log.length;
}

/** The calls of the second time: the first makes sure of the directory. */
async function logOf(run: (files: EntityFiles) => Promise<unknown>): Promise<string[]> {
  const calls = new FailingCalls();
  const files = new EntityFiles(place(), calls.fs);
  await files.ready();
  calls.log.length = 0;
  await run(files);
  return calls.log;
}

describe('The files of entities', () => {
  it.each(Object.entries(OPERATIONS).flatMap(([what, operation]) => (['fails', 'crash before', 'crash after'] as const).map((fault) => [what, fault, operation] as const)))('show the old or the new when what %s meets a fault at any call: %s', async (_what, fault, operation) => {
    const calls = await withFault(operation, Infinity, fault);
    expect(calls).toBeGreaterThan(1);
    for (let failAt = 0; failAt < calls; failAt++) await withFault(operation, failAt, fault);
  });

  it('are written, synced, renamed and their directory synced, in this order', async () => {
    expect(await logOf((files) => files.write('a', '"new"'))).toEqual(['open create', 'write', 'sync', 'close', 'rename', 'syncDirectory']);
  });

  it('have their mark on the disk before them, where their name cannot be read back', async () => {
    const once = ['open create', 'write', 'sync', 'close', 'rename', 'syncDirectory'];
    expect((await logOf((files) => files.write(LONG, '"new"'))).slice(1)).toEqual([...once, ...once]);
  });

  it('are gone for good when they are removed: the directory is synced', async () => {
    expect(await logOf((files) => files.remove('a'))).toEqual(['remove', 'syncDirectory']);
  });

  it('say that a write shows but may not last, when the directory cannot be synced', async () => {
    const owner = place();
    const calls = new FailingCalls(7);
    await expect(new EntityFiles(owner, calls.fs).write('a', '"new"')).rejects.toMatchObject({ code: 'store/uncertain', message: expect.stringContaining('Entity signal:a') });
    expect(await new EntityFiles(owner, nodeFileSystem).read('a')).toBe('new');
  });

  it.each([['ENOSPC', 'store/full', true], ['EACCES', 'store/denied', false], ['EIO', 'store/io', false]])('say of %s what it is, and whether to try again', async (errno, code, retryable) => {
    const fs: FileSystem = { ...nodeFileSystem, open: () => Promise.reject(Object.assign(new Error(errno), { code: errno })) };
    const files = new EntityFiles(place(), fs);
    for (const call of [() => files.write('a', '"new"'), () => files.read('a')]) await expect(call()).rejects.toMatchObject({ code, retryable, message: expect.stringContaining('Entity signal:a cannot be') });
  });

  it('are written again when somebody swept their temporary file away, three times at most', async () => {
    const stolen = (times: number): FileSystem => ({ ...nodeFileSystem, async rename(from, to) {
      if (times-- > 0) rmSync(from);
      await nodeFileSystem.rename(from, to);
    } });
    const owner = place();
    await new EntityFiles(owner, stolen(2)).write('a', '"new"');
    expect(await new EntityFiles(owner, nodeFileSystem).read('a')).toBe('new');
    await expect(new EntityFiles(owner, stolen(3)).write('a', '"newer"')).rejects.toMatchObject({ code: 'store/io' });
    expect(await new EntityFiles(owner, nodeFileSystem).read('a')).toBe('new');
  });

  it('are written in the order of the calls, however long the system takes over one of them', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let renames = 0;
    const fs: FileSystem = { ...nodeFileSystem, async rename(from, to) {
      if (to.endsWith('a.json') && renames++ === 0) await held;
      await nodeFileSystem.rename(from, to);
    } };
    const files = new EntityFiles(place(), fs);
    const writes = [files.write('a', '1'), files.write('a', '2'), files.remove('a'), files.write('a', '3')];
    // Time enough for what does not wait.
    for (let n = 0; n < 5; n++) await files.write('b', String(n));
    expect([renames, await files.read('a')]).toEqual([1, 'old']);
    release();
    await Promise.all(writes);
    expect([renames, await files.read('a')]).toEqual([3, 3]);
  });

  it('take short writes of the system', async () => {
    const owner = place();
    const fs: FileSystem = { ...nodeFileSystem, async open(path, how) {
      const file = await nodeFileSystem.open(path, how);
      return { ...file, write: (bytes, position) => file.write(bytes.subarray(0, 3), position) };
    } };
    await new EntityFiles(owner, fs).write('a', JSON.stringify('ä'.repeat(100)));
    expect(await new EntityFiles(owner, nodeFileSystem).read('a')).toBe('ä'.repeat(100));
  });
});
