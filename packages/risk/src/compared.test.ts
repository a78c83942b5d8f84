import { describe, expect, it } from 'vitest';
import { compared, instantText, lengthText } from './compared.ts';

describe('a value against its limit', () => {
  it.each([
    ['whole percents', 0.52, 0.5, '52 % > 50 %'],
    ['a value of many digits is rounded', 0.523456, 0.5, '52.3 % > 50 %'],
    ['a limit of a fraction of a percent is shown in full', 0.2, 0.125, '20 % > 12.5 %'],
    ['a limit that is not exact in binary', 0.08, 0.07, '8 % > 7 %'],
    ['a value that would round to its limit gets more digits', 0.5004, 0.5, '50.04 % > 50 %'],
    ['and more', 0.50000001, 0.5, '50.000001 % > 50 %'],
    ['one bit above', 0.5000000000000001, 0.5, '50.00000000000001 % > 50 %'],
    ['one bit that no digit shows', 0.07000000000000002, 0.07, '7.000000000000002 % > 7 %'],
    ['what is not known', NaN, 0.5, 'is not known, limit 50 %'],
  ])('%s', (_name, value, limit, text) => {
    expect(compared(value, '>', limit, '%')).toBe(text);
  });

  it('never looks equal to a limit that it is above', () => {
    for (let i = 1; i <= 200; i++) {
      const limit = i / 200;
      for (const value of [limit * (1 + Number.EPSILON), limit * (1 + 1e-12), limit + 1e-6, limit * 1.001]) {
        const [left, right] = compared(value, '>', limit, '%').split(' > ');
        expect(left).not.toBe(right);
      }
    }
  });

  it('looks equal where it has reached it exactly', () => {
    expect(compared(0.1, '≥', 0.1, '%')).toBe('10 % ≥ 10 %');
  });

  it('counts without a unit', () => {
    expect(compared(4, '>', 3)).toBe('4 > 3');
    expect(compared(1.96, '<', 2)).toBe('1.96 < 2');
  });
});

describe('a length and an instant in a reason', () => {
  it.each([[2 * 86_400_000, '2 d'], [5_400_000, '90 min'], [7_200_000, '2 h'], [1000, '1 s'], [1500, '1500 ms']])('%d ms is %s', (ms, text) => {
    expect(lengthText(ms)).toBe(text);
  });

  it('are shown in UTC, and an instant that is none as the number it is', () => {
    expect(instantText(0)).toBe('1970-01-01T00:00:00.000Z');
    expect(instantText(1e300)).toBe('1e+300');
  });
});
