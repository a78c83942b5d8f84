import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from './lock.mjs';
import { endOf } from './temporary-clone.ts';

/** Reads a number, yields, writes it back one higher: loses counts whenever two do so at once. */
const increment = (root: string): string => `
  import { readFileSync, writeFileSync } from 'node:fs';
  import { setImmediate as yieldOnce } from 'node:timers/promises';
  import { withLock } from ${JSON.stringify(join(import.meta.dirname, 'lock.mjs'))};
  const file = ${JSON.stringify(join(root, 'count'))};
  await withLock(${JSON.stringify(root)}, 'count', async () => {
    const before = Number(readFileSync(file, 'utf8'));
    for (let i = 0; i < 100; i++) await yieldOnce();
    writeFileSync(file, String(before + 1));
  });
`;

describe('a lock', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tradewright-lock-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('lets one process work at a time', async () => {
    writeFileSync(join(root, 'count'), '0');
    const start = (): ReturnType<typeof endOf> => endOf(spawn(process.execPath, ['--input-type=module', '-e', increment(root)]));
    const ends = await Promise.all(Array.from({ length: 5 }, start));
    expect(ends.map((end) => end.code)).toEqual([0, 0, 0, 0, 0]);
    expect(readFileSync(join(root, 'count'), 'utf8')).toBe('5');
  });

  it('is taken over from a process that is gone', async () => {
    const gone = spawn(process.execPath, ['-e', '']);
    await endOf(gone);
    mkdirSync(join(root, '.nx/locks'), { recursive: true });
    writeFileSync(join(root, '.nx/locks/build'), String(gone.pid));
    expect(await withLock(root, 'build', () => 'done')).toBe('done');
  });

  it('is given back when the work throws', async () => {
    await expect(withLock(root, 'build', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(join(root, '.nx/locks/build'))).toBe(false);
  });
});
