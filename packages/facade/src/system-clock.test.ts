import { expect, it } from 'vitest';
import { SystemClock } from './system-clock.ts';

it('does not ring at once for a time that is longer than timers of Node can be', async () => {
  const clock = new SystemClock();
  const month = 31 * 86_400_000;
  let rings = 0;
  const callOff = clock.after(month, () => rings++);
  const cancel = new AbortController();
  const sleeping = clock.sleep(month, cancel.signal).then(() => rings++);
  await clock.sleep(20);
  expect(rings).toBe(0);
  callOff();
  cancel.abort();
  await sleeping;
  expect(rings).toBe(1);
});
