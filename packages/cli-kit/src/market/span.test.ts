import { expect, it } from 'vitest';
import { seriesText } from './span.ts';

it('a name does nothing to a terminal', () => {
  expect(seriesText({ exchange: 'x', symbol: 'a\nb\u001B[2J', interval: '1m' })).not.toMatch(/[\n\u001B]/);
});
