import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeOf, timeUnitOf } from './time.ts';

const AT = Date.UTC(2023, 2, 1, 14, 5);

describe('a time in a field', () => {
  it.each([
    ['2023-03-01 14:05:00+00:00'],
    ['2023-03-01T14:05:00Z'],
    ['2023-03-01T14:05:00.000Z'],
    ['2023-03-01T14:05:00.000000000'],
    ['2023-03-01 14:05'],
    ['2023-03-01 14:05:00 UTC'],
    ['2023-03-01T16:05:00+02:00'],
    ['2023-03-01T09:35-0430'],
    ['2023-03-01T15:05+01'],
    ['2023/03/01 14:05'],
    ['2023.03.01 14:05:00'],
    ['2023-03-01t14:05z'],
  ])('reads ISO 8601 as it is written: %s', (text) => {
    expect(timeOf(text, 'iso')).toBe(AT);
    expect(timeUnitOf(text)).toBe('iso');
  });

  it('takes a date alone for its first instant in UTC', () => {
    expect(timeOf('2024-02-29', 'iso')).toBe(Date.UTC(2024, 1, 29));
  });

  it.each(['2023-02-29', '2023-13-01', '2023-00-10', '2023-03-01T24:00', '2023-03-01T10:60', '2023-03-01T10:00:60', '2023-03-01T1', '2023-03-01X10:00', '01/03/2023', '2023-03-01T10:00+25:00', '2023-03-01 10:00 EST', 'yesterday', ''])(
    'takes %j for no time',
    (text) => expect(timeOf(text, 'iso')).toBeNaN(),
  );

  it('reads every instant that Date writes', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4e12 }), (ms) => timeOf(new Date(ms).toISOString(), 'iso') === ms));
  });

  it.each([
    ['1677679500', 's'],
    ['1677679500.0', 's'],
    ['1677679500000', 'ms'],
    ['1677679500000000', 'us'],
  ] as const)('tells by its size in which unit %s counts', (text, unit) => {
    expect(timeUnitOf(text)).toBe(unit);
    expect(timeOf(text, unit)).toBe(AT);
  });

  it.each(['20230301', '1677679500000000000', 'abc', ''])('leaves the unit of %j open', (text) => expect(timeUnitOf(text)).toBeUndefined());
});
