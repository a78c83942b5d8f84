import { describe, expect, it } from 'vitest';
import { tradingHours, type Session } from './trading-hours.ts';
import { mistaken, reasonOf } from './risk.fixture.ts';

const rule = (...sessions: Session[]) => tradingHours({ sessions });
/** January 2024 begins on a Monday. */
const at = (day: number, hours: number, minutes = 0, ms = 0) => ({ nowMs: Date.UTC(2024, 0, day, hours, minutes, 0, ms) });

describe('trading hours', () => {
  const london = rule({ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '16:30' });

  it.each([
    ['the first instant', at(1, 8), true],
    ['the last instant', at(1, 16, 29, 59_999), true],
    ['the end', at(1, 16, 30), false],
    ['the instant before', at(1, 7, 59, 59_999), false],
    ['Friday', at(5, 12), true],
    ['Saturday', at(6, 12), false],
    ['Sunday', at(7, 12), false],
    ['the next Monday', at(8, 12), true],
  ])('from 08:00 to 16:30 on weekdays, at %s', (_name, when, isOpen) => {
    expect(reasonOf(london, when) === null).toBe(isOpen);
  });

  it('say which hour is none of theirs', () => {
    expect(reasonOf(london, at(6, 12, 30))).toBe('refused by trading-hours: sat 12:30 UTC is in no session');
  });

  it.each([
    ['on the evening it begins', at(5, 22), true],
    ['just before', at(5, 21, 59), false],
    ['after midnight', at(6, 1, 59), true],
    ['at its end', at(6, 2), false],
    ['after the midnight before', at(5, 1), false],
    ['on the next evening', at(6, 23), false],
  ])('that last from Friday 22:00 past midnight to 02:00, %s', (_name, when, isOpen) => {
    expect(reasonOf(rule({ days: ['fri'], from: '22:00', to: '02:00' }), when) === null).toBe(isOpen);
  });

  it('can be whole days, and several sessions', () => {
    const two = rule({ days: ['sat'], from: '00:00', to: '24:00' }, { days: ['mon'], from: '10:00', to: '11:00' });
    expect(reasonOf(two, at(6, 23, 59))).toBeNull();
    expect(reasonOf(two, at(7, 0))).toContain('sun 00:00');
    expect(reasonOf(two, at(1, 10))).toBeNull();
  });

  it.each([
    ['no sessions', { sessions: [] }, 'no sessions are given'],
    ['no list', { sessions: undefined as never }, 'no sessions are given'],
    ['no days', { sessions: [{ days: [], from: '08:00', to: '09:00' }] }, 'session 1 has no days'],
    ['a strange day', { sessions: [{ days: ['monday' as never], from: '08:00', to: '09:00' }] }, 'there is no day "monday"'],
    ['a strange time', { sessions: [{ days: ['mon' as const], from: '8:00', to: '09:00' }] }, 'session 1: from is "8:00"'],
    ['a time beyond the day', { sessions: [{ days: ['mon' as const], from: '08:00', to: '24:01' }] }, 'session 1: to is "24:01"'],
    ['one time twice', { sessions: [{ days: ['mon' as const], from: '08:00', to: '08:00' }] }, 'begins at 08:00 and ends at 08:00'],
    ['a day that begins with the next', { sessions: [{ days: ['mon' as const], from: '24:00', to: '08:00' }] }, 'begins at 24:00'],
  ])('cannot have %s', (_name, options, what) => {
    expect(() => tradingHours(options)).toThrow(mistaken('risk/hours', what, 'in UTC'));
  });
});
