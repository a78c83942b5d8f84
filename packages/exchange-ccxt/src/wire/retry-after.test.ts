import { expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const SENT = Date.UTC(2024, 0, 1);

it.each([
  ['7', 7000],
  [' 0.5 ', 500],
  ['0', 0],
  ['Mon, 01 Jan 2024 00:02:00 GMT', 120_000],
  ['Sun, 31 Dec 2023 00:00:00 GMT', 0],
  ['99999999999999', 366 * 86_400_000],
  ['soon', undefined],
  ['', undefined],
  [undefined, undefined],
])('Retry-After %j is %j ms', (header, ms) => {
  expect(retryAfterMs(header, SENT)).toBe(ms);
});
