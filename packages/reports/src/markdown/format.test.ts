import { describe, expect, it } from 'vitest';
import { fixed, instant, minutesBetween, percent, price, signedPercent, whole } from './format.ts';

describe('numbers in reports', () => {
  it.each([
    ['a price', price(65_432.1), '65432.10000000 USD'],
    ['a tiny price', price(0.000_000_12), '0.00000012 USD'],
    ['no price', price(null), 'N/A'],
    ['a gain', signedPercent(1.234), '+1.23%'],
    ['a loss', signedPercent(-1.235), '-1.24%'],
    ['nothing', signedPercent(0), '0.00%'],
    ['a loss too small to show', signedPercent(-0.001), '0.00%'],
    ['a gain too small to show', signedPercent(0.001), '0.00%'],
    ['a rate', percent(66.666), '66.67%'],
    ['no rate', percent(null), 'N/A'],
    ['what is no number', fixed(Number.NaN, 2), 'N/A'],
    ['what has no end', fixed(Infinity, 2), 'N/A'],
    ['a count', whole(1234), '1234'],
    ['minutes', minutesBetween(0, 90_000), '2'],
    ['an instant', instant(0), '1970-01-01T00:00:00.000Z'],
    ['no instant', instant(null), 'N/A'],
    ['an instant beyond the calendar', instant(1e17), 'N/A'],
  ])('%s is written right', (_name, actual, expected) => {
    expect(actual).toBe(expected);
  });
});
