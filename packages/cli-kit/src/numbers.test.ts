import { describe, expect, it } from 'vitest';
import { counted, duration, percent, signedPercent, whole } from './numbers.ts';

describe('numbers to read', () => {
  it.each([
    [0.1234, '+12.34 %'],
    [-0.1234, '−12.34 %'],
    [0, '0.00 %'],
    [-0.00001, '0.00 %'],
    [null, 'N/A'],
    [Number.NaN, 'N/A'],
  ])('%s is %s', (value, text) => {
    expect(signedPercent(value)).toBe(text);
  });

  it('have their thousands apart and their unit', () => {
    expect([whole(1234567), counted(1, 'gap'), counted(2, 'gap'), percent(0.5, 1), duration(12.3), duration(1234), duration(61_000)]).toEqual(['1,234,567', '1 gap', '2 gaps', '50.0 %', '12 ms', '1.23 s', '1 min 1 s']);
  });
});
