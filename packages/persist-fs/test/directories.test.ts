import { chmodSync, chownSync, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FsStateStore } from '../src/index.ts';
import { OtherProcess } from './other-process.ts';
import { TemporaryDirectory } from './temporary-directory.ts';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** What a process that is not root is told; root may do everything, so it lets another user try. */
async function refusedWithoutRights(directory: string): Promise<unknown> {
  if (isRoot) return new OtherProcess(directory, 'hold', NOBODY).said();
  return FsStateStore.open({ directory }).catch((cause: Error & { code: string }) => ({ refused: cause.code, message: cause.message }));
}

describe('the directory of a store', () => {
  it('is made when it is missing, with all above it', async () => {
    const temporary = new TemporaryDirectory();
    const store = await FsStateStore.open({ directory: temporary.in('a/b/c') });
    await store.close();
    expect(readdirSync(temporary.in('a/b/c/journal')).sort()).toEqual(['00000001.journal', 'lock']);
  });

  it('is ./dump/data when none is named', async () => {
    const temporary = new TemporaryDirectory();
    const before = process.cwd();
    process.chdir(temporary.path);
    try {
      const store = await FsStateStore.open();
      await store.close();
    } finally {
      process.chdir(before);
    }
    expect(statSync(temporary.in('dump/data/journal')).isDirectory()).toBe(true);
  });

  it('may be a link to one', async () => {
    const temporary = new TemporaryDirectory();
    mkdirSync(temporary.in('real'));
    symlinkSync(temporary.in('real'), temporary.in('link'));
    const store = await FsStateStore.open({ directory: temporary.in('link') });
    await expect(FsStateStore.open({ directory: temporary.in('real') })).rejects.toMatchObject({ code: 'store/locked' });
    await store.close();
  });

  it.each([
    ['is a file', 'data', 'data'],
    ['lies below a file', 'data', 'data/store'],
    ['has a file in the place of the journal', 'data/journal', 'data'],
  ])('that %s is refused', async (_what, file, directory) => {
    const temporary = new TemporaryDirectory();
    temporary.write(file, 'hello');
    await expect(FsStateStore.open({ directory: temporary.in(directory) })).rejects.toMatchObject({ code: 'store/directory', retryable: false, message: expect.stringContaining(temporary.path) as string });
    expect(temporary.read(file).toString()).toBe('hello');
  });

  it('that may not be written is refused', async () => {
    const temporary = new TemporaryDirectory();
    chmodSync(temporary.path, 0o755);
    mkdirSync(temporary.in('data'));
    chmodSync(temporary.in('data'), 0o555);
    for (const name of ['data', 'data/below']) expect(await refusedWithoutRights(temporary.in(name))).toMatchObject({ refused: 'store/denied', message: expect.stringContaining('this process may not write there') as string });
  });

  it('whose journal may not be written is refused, and the journal stays as it is', async () => {
    const temporary = new TemporaryDirectory();
    chmodSync(temporary.path, 0o755);
    const store = await FsStateStore.open({ directory: temporary.in('data') });
    await store.close();
    chmodSync(temporary.in('data/journal'), 0o555);
    for (const name of temporary.files('data/journal')) chmodSync(temporary.in(name), 0o444);
    const before = temporary.files();
    expect(await refusedWithoutRights(temporary.in('data'))).toMatchObject({ refused: 'store/denied' });
    expect(temporary.files()).toEqual(before);
  });

  it.runIf(isRoot)('that belongs to somebody else is refused to root, unless it is allowed or everybody may write there', async () => {
    const temporary = new TemporaryDirectory();
    mkdirSync(temporary.in('data'));
    chownSync(temporary.in('data'), NOBODY, NOBODY);
    await expect(FsStateStore.open({ directory: temporary.in('data') })).rejects.toMatchObject({ code: 'store/denied', message: expect.stringContaining(`belongs to user ${NOBODY}, and this process runs as user 0`) as string });
    expect(readdirSync(temporary.in('data'))).toEqual([]);
    await (await FsStateStore.open({ directory: temporary.in('data'), foreignOwner: 'allow' })).close();
    chmodSync(temporary.in('data'), 0o777);
    await (await FsStateStore.open({ directory: temporary.in('data') })).close();
  });

  it('holds no other path than its own, whatever the keys are called', async () => {
    const temporary = new TemporaryDirectory();
    const store = await FsStateStore.open({
      directory: temporary.in('data'),
      projection: { folders: ['..', '/'], project: (key) => [{ path: ['..', key], owner: key, value: 1 }, { path: ['/', key], owner: key, value: 2 }, { path: ['journal', key], owner: key, value: 3 }, { path: [], owner: key, value: 4 }] },
    });
    const keys = ['../x', '/etc/passwd', '..', '.', '', 'C:\\x', 'a\0b', 'x'.repeat(300), 'ключ', 'COM1', 'lock', '00000001.journal'].map((name) => `run:${name}`);
    for (const key of keys) await store.commit({ writes: [{ key, expected: 0, value: 1 }], events: [] });
    await store.projected();
    expect(readdirSync(temporary.path)).toEqual(['data']);
    expect(readdirSync(join(temporary.path, 'data', 'journal')).sort()).toEqual(['00000001.journal', 'holder.json', 'lock']);
    expect(temporary.files('data').filter((name) => name.includes('%6Aournal'))).toHaveLength(keys.length);
    await store.close();
  });
});
