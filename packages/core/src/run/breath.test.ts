import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { Breath, BREATH_CANDLES, BREATH_MS, MAX_STRIDE } from './breath.ts';

const begun = (): { clock: FakeClock; breath: Breath } => {
  const clock = new FakeClock();
  return { clock, breath: new Breath(clock) };
};

describe('a breath', () => {
  it.each([
    [BREATH_CANDLES - 1, false],
    [BREATH_CANDLES, true],
  ])('after %s candles is due: %s', (candles, due) => {
    expect(begun().breath.due(candles)).toBe(due);
  });

  it.each([
    [BREATH_MS - 1, false],
    [BREATH_MS, true],
  ])('after %s ms is due: %s', async (ms, due) => {
    const { clock, breath } = begun();
    await clock.pass(ms);
    expect(breath.due(1)).toBe(due);
  });

  it('counts candles from question to question', () => {
    const { breath } = begun();
    expect([breath.due(5000), breath.due(3191), breath.due(1)]).toEqual([false, false, true]);
  });

  it('once taken begins anew, candles and time', async () => {
    const { clock, breath } = begun();
    await clock.pass(BREATH_MS);
    breath.due(BREATH_CANDLES);
    await breath.take();
    expect([breath.due(1), clock.breaths]).toEqual([false, 1]);
  });

  it('does not count the time it took against the next', async () => {
    const { clock } = begun();
    const slow = new Breath({ nowMs: () => 0, elapsedMs: () => clock.elapsedMs(), breathe: () => clock.pass(500), sleep: () => Promise.resolve(), after: () => () => undefined });
    await slow.take();
    expect(slow.due(1)).toBe(false);
  });
});

describe('the stride between two looks at the clock', () => {
  it('doubles while moves are quick, up to a limit', () => {
    const { breath } = begun();
    const strides = Array.from({ length: 6 }, () => (breath.due(1), breath.stride));
    expect(strides).toEqual([2, 4, 8, 16, MAX_STRIDE, MAX_STRIDE]);
  });

  it('is one again as soon as a stretch took a millisecond', async () => {
    const { clock, breath } = begun();
    breath.due(1);
    breath.due(1);
    await clock.pass(1);
    breath.due(1);
    expect(breath.stride).toBe(1);
  });

  it('begins with one', () => {
    expect(begun().breath.stride).toBe(1);
  });
});
