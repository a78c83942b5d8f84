import { expect, it } from 'vitest';
import { sumOf } from './sum.ts';

it.each([
  ['nothing', [], 0],
  ['a tenth ten times', Array.from({ length: 10 }, () => 0.1), 1],
  ['a small gain between a large win and a large loss', [1e16, 1, -1e16], 1],
  ['a large win after a small gain', [1, 1e100, 1, -1e100], 2],
])('the sum of %s loses nothing to rounding', (_name, terms, expected) => {
  expect(sumOf(Float64Array.from(terms))).toBe(expected);
});
