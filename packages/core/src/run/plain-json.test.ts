import { expect, it } from 'vitest';
import { whyNoJson } from './plain-json.ts';

const cycle: unknown[] = [];
cycle.push({ cycle });

it.each([
  ['null', null], ['a text', 'a'], ['a number', -1.5], ['a list', [1, ['a'], {}]], ['fields', { a: { b: [null, true] } }], ['fields without a prototype', Object.assign(Object.create(null) as object, { a: 1 })],
  ['a field that is absent', { a: undefined }], ['the same object twice', [cycle.length, { a: 1 }].flatMap((one) => [one, one])],
])('%s would come out of a store as it went in', (_what, value) => {
  expect(whyNoJson(value)).toBeNull();
});

it.each([
  ['undefined', undefined, 'it holds undefined'],
  ['a list with a hole', [1, undefined], 'it holds undefined'],
  ['a bigint, deep down', { a: [1n] }, 'it holds a bigint'],
  ['a function', { a: () => 1 }, 'it holds a function'],
  ['NaN', [NaN], 'it holds NaN'],
  ['-Infinity', { a: -Infinity }, 'it holds -Infinity'],
  ['a map', new Map(), 'it holds an object that is no plain one'],
  ['a date', { a: new Date(0) }, 'it holds an object that is no plain one'],
  ['what holds itself', cycle, 'it holds itself'],
])('%s would not', (_what, value, why) => {
  expect(whyNoJson(value)).toBe(why);
});
