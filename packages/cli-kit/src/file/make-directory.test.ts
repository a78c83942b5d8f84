import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDirectory } from './make-directory.ts';

describe('a directory for what is written', () => {
  let place = '';
  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), 'make-directory-'));
  });
  afterAll(() => rm(place, { recursive: true, force: true }));

  it('is made with those above it, and is fine when it is there already', async () => {
    const deep = join(place, 'a', 'b', 'c');
    await Promise.all([makeDirectory(deep), makeDirectory(deep)]);
    await makeDirectory(deep);
    expect((await stat(deep)).isDirectory()).toBe(true);
  });

  it('is refused where a file has its name', async () => {
    await writeFile(join(place, 'taken'), '');
    await expect(makeDirectory(join(place, 'taken'))).rejects.toMatchObject({ code: 'EEXIST' });
  });

  it.runIf(process.platform === 'linux')('is refused, and not tried for ever, where none can be made', async () => {
    await expect(makeDirectory('/proc/none/of/this')).rejects.toThrow(/mkdir '\/proc\/none'/);
  });
});
