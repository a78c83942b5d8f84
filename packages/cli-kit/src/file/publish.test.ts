import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { directoryWith } from '../directories.fixture.ts';
import { AtomicFile } from './atomic-file.ts';
import { publish } from './publish.ts';

const contents = (directory: string): Record<string, string> => Object.fromEntries(readdirSync(directory).sort().map((name) => [name, readFileSync(join(directory, name), 'utf8')]));

async function pairIn(directory: string): Promise<AtomicFile[]> {
  const files = [await AtomicFile.create(join(directory, 'a')), await AtomicFile.create(join(directory, 'b'))];
  for (const file of files) await file.write('new');
  return files;
}

describe('files that belong together', () => {
  it('get their names together and leave nothing beside them', async () => {
    const directory = directoryWith({ a: 'old', b: 'old' });
    await publish(await pairIn(directory));
    expect(contents(directory)).toEqual({ a: 'new', b: 'new' });
  });

  it('come where there were none', async () => {
    const directory = directoryWith();
    await publish(await pairIn(directory));
    expect(contents(directory)).toEqual({ a: 'new', b: 'new' });
  });

  it.each(['a', 'b'])('are the old ones again when %s cannot be placed', async (name) => {
    const directory = directoryWith({ a: 'old', b: 'old' });
    const files = await pairIn(directory);
    // As if somebody else had cleaned up.
    rmSync(join(directory, `.${name}.${process.pid}.tmp`));
    await expect(publish(files)).rejects.toThrow(new RegExp(`${name} cannot be written: ENOENT`));
    for (const file of files) await file.discard();
    expect(contents(directory)).toEqual({ a: 'old', b: 'old' });
  });

  it('say so when the old ones cannot be put back', async () => {
    const directory = directoryWith({ a: 'old' });
    const [file] = await pairIn(directory);
    const stuck = { path: 'x', seal: () => Promise.resolve(), setAside: () => () => mkdirSync('/dev/null/x'), place: () => { throw new Error('no place'); } };
    await expect(publish([file!, stuck as unknown as AtomicFile])).rejects.toThrow(/no place; and the files of the run before could not be put back/);
  });
});
