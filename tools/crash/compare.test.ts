import { describe, expect, it } from 'vitest';
import { compare } from './compare.ts';

const journals = (lines: readonly string[]): Map<string, readonly string[]> => new Map([['run', lines]]);

describe('what a killed run wrote', () => {
  it.each([
    ['is what it should have written', ['a', 'b'], ['a', 'b'], { lost: 0, doubled: 0, remarks: [] }],
    ['lacks an event', ['a', 'b'], ['a'], { lost: 1, doubled: 0, remarks: ['run event 1: b expected, nothing found'] }],
    ['has an event twice', ['a', 'b'], ['a', 'a', 'b'], { lost: 0, doubled: 1, remarks: ['run event 1: b expected, a found'] }],
    ['has an event that never should have been', ['a'], ['a', 'c'], { lost: 0, doubled: 1, remarks: ['run event 1: nothing expected, c found'] }],
    ['has all events in another order', ['a', 'b'], ['b', 'a'], { lost: 0, doubled: 0, remarks: ['run event 0: a expected, b found'] }],
  ])('%s', (_what, expected, found, difference) => {
    expect(compare(journals(expected), journals(found))).toEqual(difference);
  });

  it('is looked at run by run', () => {
    expect(compare(new Map([['one', ['a']], ['two', ['b']]]), new Map([['one', ['a']]]))).toMatchObject({ lost: 1, doubled: 0 });
  });
});
