import { expect, test } from 'vitest';
import type { FakeExchange, StreamFault } from '../index.ts';
import { listening, type Ear } from './listening.fixture.ts';
import { at, opened } from './opened.fixture.ts';

const MINUTELY = '/ws/btcusdt@kline_1m';

/** Listens while three candles close; the second of them meets the fault. */
async function heardWith(fault: StreamFault): Promise<{ readonly ear: Ear; readonly exchange: FakeExchange }> {
  const exchange = await opened({ nowMs: () => at(10), faults: [{ fault, closed: true, nth: 2, path: '/ws', symbol: 'BTCUSDT' }] });
  const ear = await listening(exchange, MINUTELY);
  for (const minute of [11, 12, 13]) exchange.setNow(at(minute));
  if (fault.kind !== 'stream-cut') await ear.caughtUp();
  expect(exchange.faults.struck(fault.kind)).toBe(1);
  return { ear, exchange };
}

test('cut: the connection is lost instead of the event', async () => {
  const { ear } = await heardWith({ kind: 'stream-cut' });
  await expect.poll(() => ear.closed).toBe(true);
  expect(ear.closings).toEqual([at(10)]);
});

test('silence: nothing comes any more, although the connection stays', async () => {
  const { ear, exchange } = await heardWith({ kind: 'stream-silence' });
  exchange.setNow(at(100));
  await ear.caughtUp();
  expect(ear.closings).toEqual([at(10)]);
  const other = await listening(exchange, MINUTELY);
  exchange.setNow(at(101));
  await other.caughtUp();
  expect(other.closings, 'who comes anew hears').toEqual([at(100)]);
});

test('drop: one event does not come', async () => {
  expect((await heardWith({ kind: 'stream-drop' })).ear.closings).toEqual([at(10), at(12)]);
});

test('late: one event comes later than those behind it', async () => {
  const { ear, exchange } = await heardWith({ kind: 'stream-late', lateMs: 90_000 });
  expect(ear.closings).toEqual([at(10), at(12)]);
  exchange.setNow(at(13) + 29_999);
  await ear.caughtUp();
  expect(ear.closings).toHaveLength(2);
  exchange.setNow(at(13) + 30_000);
  await ear.caughtUp();
  expect(ear.closings).toEqual([at(10), at(12), at(11)]);
});

test('duplicate: one event comes twice', async () => {
  expect((await heardWith({ kind: 'stream-duplicate' })).ear.closings).toEqual([at(10), at(11), at(11), at(12)]);
});

test('garbage: something comes that is no JSON', async () => {
  const { ear } = await heardWith({ kind: 'stream-garbage' });
  const broken = ear.heard.filter((text) => {
    try {
      return JSON.parse(text) === undefined;
    } catch {
      return true;
    }
  });
  expect(broken).toHaveLength(1);
});

test('refuse: no connection is had', async () => {
  const exchange = await opened({ faults: [{ fault: { kind: 'stream-refuse' }, count: 2 }, { fault: { kind: 'stream-refuse', status: 429 }, count: 1 }] });
  await expect(listening(exchange, MINUTELY)).rejects.toThrow('503');
  await expect(listening(exchange, MINUTELY)).rejects.toThrow('503');
  await expect(listening(exchange, MINUTELY)).rejects.toThrow('429');
  await listening(exchange, MINUTELY);
});
