import { describe, expect, it } from 'vitest';
import { differentEvents, firstDifference } from './difference.ts';

describe('the first difference', () => {
  it.each<[string, unknown, unknown]>([
    ['text', 'a', 'a'],
    ['numbers that are none', Number.NaN, Number.NaN],
    ['nested data', { a: [1, { b: null }], c: undefined }, { c: undefined, a: [1, { b: null }] }],
    ['the same instant', new Date(5), new Date(5)],
    ['errors thrown at different places', new RangeError('no'), new RangeError('no')],
  ])('is none between equal values: %s', (_what, left, right) => {
    expect(firstDifference(left, right)).toBeNull();
  });

  it.each<[string, unknown, unknown, string]>([
    ['a value', 1, 2, 'value: 1 ≠ 2'],
    ['the sign of zero', { a: 0 }, { a: -0 }, 'a: 0 ≠ -0'],
    ['a number that is none', { a: Number.NaN }, { a: null }, 'a: NaN ≠ null'],
    ['a field deep inside', { a: [{ b: 1 }] }, { a: [{ b: '1' }] }, 'a.0.b: 1 ≠ "1"'],
    ['a field that is absent', {}, { a: undefined }, 'a: only the second has it'],
    ['an array that is longer', { a: [1, 2] }, { a: [1] }, 'a.1: only the first has it'],
    ['an array and an object', { a: [] }, { a: {} }, 'a: [] and {} are not the same'],
    ['an instant', { at: new Date(0) }, { at: new Date(1) }, 'at: "1970-01-01T00:00:00.000Z" and "1970-01-01T00:00:00.001Z" are not the same'],
    ['the message of an error', new Error('one'), new Error('other'), 'message: "one" ≠ "other"'],
    ['the class of an error', new Error('one'), new RangeError('one'), 'value: {} and {} are not the same'],
    ['maps, whose entries are no fields', new Map(), new Map(), 'value: {} and {} are not the same'],
    ['functions', () => 1, () => 1, 'value: function ≠ function'],
    ['long values, cut short', 'x'.repeat(100), 1, `value: "${'x'.repeat(79)}… ≠ 1`],
  ])('is told with its place: %s', (_what, left, right, told) => {
    expect(firstDifference(left, right)).toBe(told);
  });

  it('leaves out what is agreed on, by the name of the field', () => {
    const near = (left: unknown, right: unknown, field: string): boolean => field === 'price' && Math.abs(Number(left) - Number(right)) < 0.1;
    expect(firstDifference({ a: { price: 1 } }, { a: { price: 1.01 } }, near)).toBeNull();
    expect(firstDifference({ a: { price: 1, time: 1 } }, { a: { price: 1.01, time: 1.01 } }, near)).toBe('a.time: 1 ≠ 1.01');
    expect(firstDifference({ a: undefined }, {}, (one, other) => one === other)).toBeNull();
  });
});

describe('the first event that differs', () => {
  const opened = { kind: 'opened', atMs: 1 };
  const closed = { kind: 'closed', atMs: 2 };

  it('is none in equal runs', () => {
    expect(differentEvents('one', [opened, closed], 'other', [{ ...opened }, { ...closed }])).toBeNull();
  });

  it('is told with its number and kind', () => {
    expect(differentEvents('one', [opened, closed], 'other', [opened, { ...closed, atMs: 3 }])).toBe('event 1 (closed), one ≠ other: atMs: 2 ≠ 3');
  });

  it('may be one that only one of them has', () => {
    expect(differentEvents('one', [opened], 'other', [opened, closed])).toBe('only other has event 1: closed');
    expect(differentEvents('one', [opened, closed], 'other', [opened])).toBe('only one has event 1: closed');
  });
});
