import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignDown, alignUp, INTERVALS, intervalMs, isInterval, type Interval } from './interval.ts';

const MINUTES: Readonly<Record<Interval, number>> = { '1m': 1, '3m': 3, '5m': 5, '15m': 15, '30m': 30, '1h': 60, '2h': 120, '4h': 240, '6h': 360, '8h': 480, '12h': 720, '1d': 1440, '3d': 4320 };

describe('an interval', () => {
  it.each(INTERVALS)('%s has its length', (interval) => {
    expect(intervalMs(interval)).toBe(MINUTES[interval] * 60_000);
  });

  it('is listed shortest first', () => {
    expect([...INTERVALS].sort((a, b) => MINUTES[a] - MINUTES[b])).toEqual(INTERVALS);
  });

  it.each(['7m', '', '1M', 'toString', '__proto__', null, 60_000])('is not %s', (value) => {
    expect(isInterval(value)).toBe(false);
  });

  it.each(INTERVALS)('%s is known', (interval) => {
    expect(isInterval(interval)).toBe(true);
  });

  it.each(['7m', 'toString'])('called %s is refused with the ones there are', (name) => {
    expect(() => intervalMs(name as Interval)).toThrow(expect.objectContaining({ code: 'interval/unknown', message: `Unknown interval "${name}"; use one of ${INTERVALS.join(' ')}.` }));
  });
});

describe('alignment', () => {
  const at = Date.UTC(2024, 0, 3, 10, 17, 30);

  it.each<[Interval, number, number]>([
    ['1m', Date.UTC(2024, 0, 3, 10, 17), Date.UTC(2024, 0, 3, 10, 18)],
    ['15m', Date.UTC(2024, 0, 3, 10, 15), Date.UTC(2024, 0, 3, 10, 30)],
    ['4h', Date.UTC(2024, 0, 3, 8), Date.UTC(2024, 0, 3, 12)],
    ['1d', Date.UTC(2024, 0, 3), Date.UTC(2024, 0, 4)],
    ['3d', Date.UTC(2024, 0, 3), Date.UTC(2024, 0, 6)],
  ])('to %s is in UTC, from the epoch', (interval, down, up) => {
    expect([alignDown(at, intervalMs(interval)), alignUp(at, intervalMs(interval))]).toEqual([down, up]);
  });

  it('leaves an aligned instant where it is and never goes a whole step', () => {
    fc.assert(fc.property(fc.nat(2 ** 40), fc.constantFrom(...INTERVALS), (ms, interval) => {
      const step = intervalMs(interval);
      const [down, up] = [alignDown(ms, step), alignUp(ms, step)];
      expect([down % step, up % step, ms - down < step, up - ms < step, down <= ms, up >= ms]).toEqual([0, 0, true, true, true, true]);
    }));
  });
});
