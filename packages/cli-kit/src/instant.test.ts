import { describe, expect, it } from 'vitest';
import { instantOf, instantOption, shownInstant } from './instant.ts';

describe('an instant on the command line', () => {
  it.each([
    ['2023-08-01', '2023-08-01T00:00:00.000Z'],
    ['2023-08-01T12:30', '2023-08-01T12:30:00.000Z'],
    ['2023-08-01 12:30', '2023-08-01T12:30:00.000Z'],
    ['2023-08-01T12:30:00Z', '2023-08-01T12:30:00.000Z'],
    ['2023-08-01T12:30+02:00', '2023-08-01T10:30:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ])('%s is %s', (text, iso) => {
    expect(new Date(instantOf(text, '--from')).toISOString()).toBe(iso);
  });

  it.each(['', 'yesterday', '2023', '2023-02-30', '2023-13-01', '2023-08-01T25:00', '1690848000000', '2023-08-01T12:30:30'])('%j is refused', (text) => {
    expect(() => instantOf(text, '--from')).toThrow(/--from/);
  });

  it('is written so that it can be read again', () => {
    const ms = instantOf('2023-08-01T12:30', '--from');
    expect(instantOf(instantOption(ms), '--from')).toBe(ms);
    expect(shownInstant(ms)).toBe('2023-08-01 12:30 UTC');
  });
});
