import { expect, it } from 'vitest';
import { ExchangeClock } from './exchange-clock.ts';

const HOUR_MS = 3_600_000;

it('a clock that is ahead of the exchange is held back, one that is behind is left alone', async () => {
  const ahead = new ExchangeClock({ nowMs: () => Promise.resolve(Date.now() - HOUR_MS) });
  await ahead.learn();
  expect(Math.abs(ahead.nowMs() - (Date.now() - HOUR_MS))).toBeLessThan(1000);
  const behind = new ExchangeClock({ nowMs: () => Promise.resolve(Date.now() + HOUR_MS) });
  await behind.learn();
  expect(Math.abs(behind.nowMs() - Date.now())).toBeLessThan(1000);
});

it('asks once, and again only after a failure', async () => {
  let asked = 0;
  const clock = new ExchangeClock({ nowMs: () => (++asked === 1 ? Promise.reject(new Error('down')) : Promise.resolve(Date.now())) });
  await expect(clock.learn()).rejects.toThrow('down');
  await clock.learn();
  await clock.learn();
  expect(asked).toBe(2);
});
