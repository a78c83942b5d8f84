import { expect, it } from 'vitest';
import { shownPath } from './shown-path.ts';

it.each([
  ['/a/b/c.csv', '/a/b', 'c.csv'],
  ['/a/b/c/d.csv', '/a/b', 'c/d.csv'],
  ['/a/c.csv', '/a/b', '/a/c.csv'],
  ['/a/b', '/a/b', '/a/b'],
])('%s is shown from %s as %s', (path, directory, text) => {
  expect(shownPath(path, directory)).toBe(text);
});
