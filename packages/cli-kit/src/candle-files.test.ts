import { join } from 'node:path';
import { expect, it } from 'vitest';
import { filesOf } from './candle-files.ts';
import { directoryWith } from './directories.fixture.ts';

it('paths and globs name files, each once, in order, and nothing else', () => {
  const directory = directoryWith({ 'b.csv': '', 'a.csv': '', '[c].csv': '', 'd/e.csv': '' });
  const names = (...patterns: string[]): string[] => filesOf(patterns, directory).map((path) => path.slice(directory.length + 1));
  expect(names('*.csv', 'a.csv', join(directory, 'b.csv'))).toEqual(['[c].csv', 'a.csv', 'b.csv']);
  // A name that looks like a glob is a name where such a file is there.
  expect(names('[c].csv')).toEqual(['[c].csv']);
  expect(names('d', '**/*.csv')).toEqual(['[c].csv', 'a.csv', 'b.csv', 'd/e.csv']);
  expect(names('nowhere.csv')).toEqual([]);
});
