import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { csv, minutes } from '../../test/rows.ts';
import { TemporaryFiles } from '../../test/temporary-files.ts';
import { readHead } from './head.ts';

const text = csv(minutes(5000));

it.each([
  ['plain', Buffer.from(text)],
  ['packed', gzipSync(text)],
])('the head of a long %s file ends with a whole line', async (_kind, content) => {
  const head = await readHead(new TemporaryFiles().writeRaw('a.csv', content));
  const seen = head.text.toString();
  expect(seen.length).toBeGreaterThan(10_000);
  expect(seen.length).toBeLessThan(text.length);
  expect(text.startsWith(seen)).toBe(true);
  expect(seen.endsWith('\n')).toBe(true);
});

it.each([
  ['plain', Buffer.from('1,2\n3,4')],
  ['packed', gzipSync('1,2\n3,4')],
])('the head of a short %s file is all of it, with or without a last line end', async (_kind, content) => {
  expect((await readHead(new TemporaryFiles().writeRaw('a.csv', content))).text.toString()).toBe('1,2\n3,4');
});
