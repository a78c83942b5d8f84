import { expect, it } from 'vitest';
import { seriesText } from './span.ts';

it('a name does nothing to a terminal', () => {
  expect(seriesText({ exchange: 'x', symbol: 'a\nb\u001B[2J', interval: '1m' })).toBe('x a b [2J 1m');
});
