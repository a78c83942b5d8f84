import { expect, it, vi } from 'vitest';
import { SystemClock } from './system-clock.ts';

const DAY = 86_400_000;

it('waits for weeks, although timers of Node do not', async () => {
  vi.useFakeTimers();
  try {
    const clock = new SystemClock();
    const [rung, calledOff] = [vi.fn<() => void>(), vi.fn<() => void>()];
    clock.after(60 * DAY, rung);
    const callOff = clock.after(60 * DAY, calledOff);
    const woken = vi.fn<() => void>();
    void clock.sleep(60 * DAY).then(woken);
    await vi.advanceTimersByTimeAsync(60 * DAY - 1);
    expect(rung).not.toHaveBeenCalled();
    expect(woken).not.toHaveBeenCalled();
    callOff();
    await vi.advanceTimersByTimeAsync(1);
    expect(rung).toHaveBeenCalledOnce();
    expect(woken).toHaveBeenCalledOnce();
    expect(calledOff).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

it('wakes who is cancelled, and keeps no timer', async () => {
  const cancel = new AbortController();
  const sleeping = new SystemClock().sleep(60 * DAY, cancel.signal);
  cancel.abort();
  await sleeping;
  await new SystemClock().sleep(60 * DAY, cancel.signal);
  expect(process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length).toBeLessThan(5);
});
