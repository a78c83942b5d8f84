import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { directoryWith } from '../directories.fixture.ts';
import { AtomicFile } from './atomic-file.ts';
import { publish } from './publish.ts';

async function writeAtomically(path: string, text: string): Promise<void> {
  const file = await AtomicFile.create(path);
  await file.write(text);
  await publish([file]);
}

describe('a file written atomically', () => {
  it('appears under its name only when it is complete', async () => {
    const directory = directoryWith({ 'a.csv': 'old' });
    const file = await AtomicFile.create(join(directory, 'a.csv'));
    await file.write('new '.repeat(40_000));
    expect(readFileSync(join(directory, 'a.csv'), 'utf8')).toBe('old');
    await file.write('end');
    await publish([file]);
    expect(readFileSync(join(directory, 'a.csv'), 'utf8')).toBe(`${'new '.repeat(40_000)}end`);
    expect(readdirSync(directory)).toEqual(['a.csv']);
  });

  it('leaves what was there, and nothing else, when it is given up', async () => {
    const directory = directoryWith({ 'a.csv': 'old' });
    const file = await AtomicFile.create(join(directory, 'a.csv'));
    await file.write('new');
    await file.discard();
    expect([readdirSync(directory), readFileSync(join(directory, 'a.csv'), 'utf8')]).toEqual([['a.csv'], 'old']);
  });

  it('removes what a killed process has left, and leaves what a living one still writes', async () => {
    const directory = directoryWith();
    const { pid: gone } = spawnSync(process.execPath, ['--version']);
    const alive = process.ppid;
    for (const pid of [gone, alive]) writeFileSync(join(directory, `.a.csv.${pid}.tmp`), '');
    writeFileSync(join(directory, `.a.csv.${gone}.old.tmp`), '');
    await writeAtomically(join(directory, 'a.csv'), 'x');
    expect(readdirSync(directory).sort()).toEqual([`.a.csv.${alive}.tmp`, 'a.csv']);
  });

  it('makes the directories above it and says in one sentence why it cannot', async () => {
    const directory = directoryWith({ file: '' });
    await writeAtomically(join(directory, 'a/b/c.txt'), 'x');
    expect(existsSync(join(directory, 'a/b/c.txt'))).toBe(true);
    await expect(writeAtomically(join(directory, 'file/c.txt'), 'x')).rejects.toThrow(/c\.txt cannot be written/);
  });

  it('takes the place of no device, pipe or socket, not even through a link', async () => {
    const directory = directoryWith();
    execFileSync('mkfifo', [join(directory, 'pipe')]);
    symlinkSync('pipe', join(directory, 'link'));
    for (const name of ['pipe', 'link']) await expect(writeAtomically(join(directory, name), 'x')).rejects.toThrow(/(?:pipe|link) cannot be written: it is no file but a device, a pipe or a socket$/);
    expect([readdirSync(directory).sort(), lstatSync(join(directory, 'pipe')).isFIFO()]).toEqual([['link', 'pipe'], true]);
  });

  it('leaves a link in place and replaces the file that it leads to', async () => {
    const directory = directoryWith({ 'a.csv': 'old' });
    symlinkSync('a.csv', join(directory, 'link'));
    await writeAtomically(join(directory, 'link'), 'new');
    expect([lstatSync(join(directory, 'link')).isSymbolicLink(), readFileSync(join(directory, 'a.csv'), 'utf8')]).toEqual([true, 'new']);
  });
});
